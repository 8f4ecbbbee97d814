/** In a page: saves turns through the whole pipeline, and the same values with idb-keyval alone. */
import { createStore, set } from 'idb-keyval';
import { NEVER, of } from 'rxjs';
import { indexedDbStore, type LedgerStore, startTurntally, type Tally } from '../../src/index.js';
import { turn } from './turn.js';

const inner = indexedDbStore('turntally');
let saved = (): void => {};
let lastTally: Tally | undefined;
const flight = { now: 0, most: 0, appends: 0, folds: 0 };

/** The real store; it keeps the access in progress. */
const store: LedgerStore = {
  ...inner,
  async append(tally, epoch) {
    lastTally = tally;
    flight.appends++;
    flight.most = Math.max(flight.most, ++flight.now);
    await inner.append(tally, epoch);
    flight.now--;
    saved();
  },
  apply(action) {
    if (action.type === 'folded') flight.folds++;
    return inner.apply(action);
  },
};

const telemetry = startTurntally({
  endpoint: 'http://127.0.0.1:9/v1/metrics',
  release: { version: '1.4.0' },
  consent$: of(true),
  launch$: NEVER,
  store,
});

const record = (): void => {
  for (const event of turn) telemetry.record(event);
};

/** Records a turn and waits until it is saved. */
const savedTurn = (): Promise<void> =>
  new Promise((resolve) => {
    saved = resolve;
    record();
  });

const bare = createStore('bare', 'values');
let key = 0;

export const contestants = {
  pipeline: savedTurn,
  /** The store alone, without the fold after each 64th: under another consent, so that it is not in the way of the others. */
  append: () => inner.append(lastTally ?? { release: { version: '0', os: 'other' }, counters: {} }, 'another'),
  bare: () => set(`value/${key++}`, lastTally, bare),
};

/** Milliseconds for so many turns, each saved before the next. */
export async function run(name: keyof typeof contestants, turns: number): Promise<number> {
  const save = contestants[name];
  const begin = performance.now();
  for (let n = 0; n < turns; n++) await save();
  return performance.now() - begin;
}

/** Nothing is measured before it: opens both databases. */
export async function warmUp(): Promise<void> {
  await run('pipeline', 1000);
  await run('append', 1000);
  await run('bare', 1000);
}

/** Microseconds for which the app's call to `record` takes longer because it ends a turn, by the median. */
export async function callOfTurn(turns: number): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < turns; n++) {
    await new Promise<void>((resolve) => {
      saved = resolve;
      const begin = performance.now();
      record();
      times.push((performance.now() - begin) * 1000);
    });
  }
  return times.sort((a, b) => a - b)[turns >> 1] ?? Number.NaN;
}

/** An app that ends so many turns in a second, for some seconds; the result. */
export async function steadily(perSecond: number, seconds: number) {
  Object.assign(flight, { most: 0, appends: 0, folds: 0 });
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) =>
    longTasks.push(...list.getEntries().map(({ duration }) => duration)),
  );
  observer.observe({ type: 'longtask' });
  const begin = performance.now();
  let done = 0;
  while (done < perSecond * seconds) {
    const due = Math.floor(((performance.now() - begin) / 1000) * perSecond);
    for (; done < Math.min(due, perSecond * seconds); done++) record();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const tookMs = performance.now() - begin;
  await telemetry.inspect();
  observer.disconnect();
  return { turns: done, tookMs, inFlightAtMost: flight.most, appends: flight.appends, folds: flight.folds, longTasks };
}

export const counted = async () => (await telemetry.inspect()).pending[0]?.counters;
