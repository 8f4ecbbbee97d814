import { BehaviorSubject, type Observable, of } from 'rxjs';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { indexedDbStore, startTurntally, storedConsent } from '../../src/index.js';
import { contents, databaseName } from '../support/databases.js';
import { endpoint, scopeOf } from '../support/endpoint.js';
import { tallyOf } from '../support/ledgers.js';

const io: string[] = [];
let becomeIdle = (): void => {};

const aside = 'aside';

/** Logs each call of a method, except for the database `aside`. */
function watch<Name extends string>(of: { [name in Name]: (...args: never[]) => unknown }, name: Name): void {
  const real: (...args: never[]) => unknown = of[name];
  const spy = vi.spyOn(of as { [name in string]: (...args: never[]) => unknown }, name);
  spy.mockImplementation(function (this: unknown, ...args: unknown[]) {
    if (args[0] !== scopeOf(aside)) io.push(name);
    return real.apply(this, args as never[]);
  });
}

beforeEach(() => {
  io.length = 0;
  const idle: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback));
  vi.stubGlobal('cancelIdleCallback', () => {});
  vi.stubGlobal('fetch', async () => {
    io.push('fetch');
    throw new TypeError('Failed to fetch');
  });
  becomeIdle = () => {
    for (const callback of idle.splice(0)) callback();
  };
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
});

/** Writes the answer and the counts of an earlier session. */
async function earlierSession(): Promise<string> {
  const name = databaseName();
  await storedConsent({ endpoint, name }).answer(true);
  const store = indexedDbStore({ endpoint, name });
  const { epoch } = await store.apply({ type: 'folded', epoch: 'an-earlier-epoch' });
  await store.append(tallyOf({ 'turns/total': 2 }), epoch);
  store.close();
  return name;
}

/** Starts an app and counts a turn before the page is idle. */
function starting(name: string, consent$: Observable<boolean | undefined>) {
  const telemetry = startTurntally({
    name,
    endpoint,
    release: { version: '1.4.0', os: 'linux' },
    consent$,
    backoff: { attempts: 1 },
    launchJitterMs: 0,
  });
  telemetry.record({ kind: 'turn_done' });
  return telemetry;
}

function watchAll(): void {
  watch(IDBFactory.prototype, 'open');
  watch(LockManager.prototype, 'request');
  const Channel = BroadcastChannel;
  vi.stubGlobal(
    'BroadcastChannel',
    class extends Channel {
      constructor(name: string) {
        super(name);
        io.push('channel');
      }
    },
  );
}

/** Waits by writing and reading another database: operations that start at once have started by then. */
async function waitForStorage(): Promise<void> {
  const store = indexedDbStore({ endpoint, name: aside });
  for (let n = 0; n < 3; n++) {
    await store.append(tallyOf({ 'turns/total': 1 }), 'any');
    await store.read();
  }
  store.close();
}

test.each<[string, (name: string) => Observable<boolean | undefined>, string[]]>([
  ['a stored answer', (name) => storedConsent({ endpoint, name }).consent$, ['open', 'channel', 'request', 'fetch']],
  ["an answer of the app's own", () => of(true), ['open', 'request', 'fetch']],
])(
  'with %s, opens, locks, sends and listens to nothing before the page is idle, and loses nothing',
  async (_, answer, all) => {
    const name = await earlierSession();
    watchAll();
    const telemetry = starting(name, answer(name));
    expect(io).toEqual([]);
    await waitForStorage();
    expect(io).toEqual([]);

    becomeIdle();
    await expect.poll(() => new Set(io)).toEqual(new Set(all));
    const { pending, outbox } = await telemetry.inspect();
    const counts = [...pending, ...(outbox ? [outbox] : [])].map(({ counters }) => counters['turns/total'] ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    await telemetry.stop();
  },
);

test('while undecided, only reads the ledger, and not before the page is idle', async () => {
  const name = await earlierSession();
  const before = await contents(name);
  watchAll();
  const telemetry = starting(name, of(undefined));
  await waitForStorage();
  expect(io).toEqual([]);
  becomeIdle();
  await expect.poll(() => new Set(io)).toEqual(new Set(['open']));
  await waitForStorage();
  expect(new Set(io)).toEqual(new Set(['open']));
  expect(await contents(name)).toEqual(before);
  await telemetry.stop();
});

test.each<[string, (name: string) => Observable<boolean | undefined>]>([
  ['a stored answer', (name) => storedConsent({ endpoint, name }).consent$],
  ["an answer of the app's own", () => of(true)],
])('with %s, stop() saves what was counted before the page was idle', async (_, answer) => {
  const name = await earlierSession();
  const telemetry = starting(name, answer(name));
  const stopped = telemetry.stop();
  becomeIdle();
  await stopped;
  expect((await indexedDbStore({ endpoint, name }).read()).pending[0]?.counters).toEqual({ 'turns/total': 3 });
});

test('withdrawing consent before the page is idle erases everything, and nothing is sent', async () => {
  const name = await earlierSession();
  watchAll();
  const answer$ = new BehaviorSubject<boolean | undefined>(true);
  const telemetry = starting(name, answer$);
  answer$.next(false);
  telemetry.record({ kind: 'turn_done' });
  becomeIdle();
  await telemetry.stop();
  expect(io).not.toContain('fetch');
  const { epoch, pending, outbox } = await indexedDbStore({ endpoint, name }).read();
  expect({ pending, outbox }).toEqual({ pending: [], outbox: undefined });
  expect(epoch).not.toBe('an-earlier-epoch');
});

test('counts made before the page is idle are kept while the app asks again', async () => {
  const name = await earlierSession();
  const answer$ = new BehaviorSubject<boolean | undefined>(true);
  const telemetry = starting(name, answer$);
  answer$.next(undefined);
  telemetry.record({ kind: 'turn_done' }); // not counted
  answer$.next(true);
  telemetry.record({ kind: 'turn_done' });
  becomeIdle();
  await telemetry.stop();
  const { pending, outbox } = await indexedDbStore({ endpoint, name }).read();
  const counts = [...pending, ...(outbox ? [outbox] : [])].map(({ counters }) => counters['turns/total'] ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
});
