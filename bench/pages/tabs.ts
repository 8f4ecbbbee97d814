/** In one of many tabs: saves turns as fast as it can, then launches, at the same moment as all the others. */
import { NEVER, of } from 'rxjs';
import { type FlushReport, indexedDbStore, type LedgerStore, startTurntally, type Telemetry } from '../../src/index.js';
import { turn } from './turn.js';

let telemetry: Telemetry | undefined;
let saved = (): void => {};

export async function start(endpoint: string): Promise<void> {
  const inner = indexedDbStore();
  const store: LedgerStore = {
    ...inner,
    async append(tally, epoch) {
      await inner.append(tally, epoch);
      saved();
    },
  };
  telemetry = startTurntally({
    endpoint,
    release: { version: '1.4.0', os: 'linux' },
    consent$: of(true),
    launch$: NEVER,
    backoff: { attempts: 1 },
    store,
  });
  await telemetry.inspect();
}

const until = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time - Date.now()));

/** Milliseconds that each of so many turns took to be saved. */
export async function saveTurns(at: number, turns: number): Promise<readonly number[]> {
  await until(at);
  const times: number[] = [];
  for (let n = 0; n < turns; n++) {
    const begin = performance.now();
    await new Promise<void>((resolve) => {
      saved = resolve;
      for (const event of turn) telemetry?.record(event);
    });
    times.push(performance.now() - begin);
  }
  return times;
}

export async function flush(at: number): Promise<FlushReport | undefined> {
  await until(at);
  return telemetry?.flush();
}
