import { config } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { indexedDbStore, memoryStore, type Status, type Telemetry } from '../../src/index.js';
import { chooseStore } from '../../src/persistence/chooseStore.js';
import { endpoint } from '../support/endpoint.js';
import { batchId, now, tallyOf } from '../support/ledgers.js';
import { problem, storeWith, toolFailed, turns, type World, world } from '../support/world.js';
import { freshIndexedDB } from '../support/worldDatabases.js';

const initially: Status = { state: 'counting', storage: 'memory', seen: 0, counted: 0, faults: 0, lost: 0 };

function statusesOf({ status$ }: Telemetry): Status[] {
  const statuses: Status[] = [];
  status$.subscribe((status) => statuses.push(status));
  return statuses;
}

const statusOf = (telemetry: Telemetry): Status => statusesOf(telemetry)[0] ?? expect.fail('status$ said nothing');

test.each<[string, Parameters<typeof world>[0], Partial<Status>]>([
  ['true', {}, {}],
  ['false', { answered: false }, { state: 'off' }],
  ['not known', { answered: undefined }, { state: 'undecided' }],
  ['not enabled', { enabled: false }, { state: 'off' }],
])('should tell each subscriber at once where things stand: %s', (_, options, status) => {
  const { telemetry } = world(options);
  expect(statusesOf(telemetry)).toEqual([{ ...initially, ...status }]);
  expect(statusesOf(telemetry)).toEqual([{ ...initially, ...status }]);
});

test('should tell of IndexedDB, and of memory where there is none', () => {
  expect(statusOf(world({ store: chooseStore({ endpoint }) }).telemetry).storage).toBe('memory');
  freshIndexedDB();
  expect(statusOf(world({ store: chooseStore({ endpoint }), answered: undefined }).telemetry).storage).toBe(
    'indexeddb',
  );
  expect(
    statusOf(world({ store: indexedDbStore({ endpoint, name: 'other' }), answered: undefined }).telemetry).storage,
  ).toBe('indexeddb');
});

test('should follow the answer, and end as stopped', async () => {
  const { telemetry, clock, consent$ } = world({ answered: undefined });
  const statuses = statusesOf(telemetry);
  for (const answer of [true, false, true, undefined]) {
    consent$.next(answer);
    await clock.advance(1000);
  }
  await clock.run(telemetry.stop());
  await clock.advance(1000);
  expect(statuses.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1])).toEqual([
    'undecided',
    'counting',
    'off',
    'counting',
    'undecided',
    'stopped',
  ]);
});

test('should count what it saw, what it counted and what it could not read', async () => {
  const { telemetry, clock } = world();
  const statuses = statusesOf(telemetry);
  turns(telemetry, 2);
  telemetry.record(toolFailed);
  telemetry.record({ kind: 'text' });
  telemetry.record({ kind: 'turn_done', err: 'status 429' }); // counts twice
  for (const unreadable of [
    null,
    undefined,
    'turn_done',
    7,
    {
      get kind() {
        throw new Error('no');
      },
    },
  ])
    telemetry.record(unreadable as never);
  telemetry.count('turns/total');
  telemetry.count('prompt/secret' as never);
  await clock.advance(100);
  expect(statuses.at(-1)).toEqual({ ...initially, seen: 10, counted: 6, faults: 6 });
});

test('should tell of an event that could not be read, also when nothing follows it', async () => {
  const { telemetry, clock } = world();
  await clock.advance(1000);
  const statuses = statusesOf(telemetry);
  telemetry.record(null as never);
  await clock.advance(100);
  expect(statuses.at(-1)).toEqual({ ...initially, seen: 1, faults: 1 });
});

test('should see, but not count, while there is no consent', async () => {
  const { telemetry, clock } = world({ answered: undefined });
  turns(telemetry, 7);
  await clock.advance(100);
  expect(statusOf(telemetry)).toEqual({ ...initially, state: 'undecided', seen: 7 });
});

test('should tell of changes at most ten times a second, and of the last one', async () => {
  const { telemetry, clock } = world();
  await clock.advance(1000);
  const statuses = statusesOf(telemetry);
  for (let n = 0; n < 100; n++) {
    turns(telemetry, 10);
    await clock.advance(10);
  }
  await clock.advance(100);
  expect(statuses.length).toBeLessThanOrEqual(12);
  expect(statuses.at(-1)).toMatchObject({ seen: 1000, counted: 1000 });
});

test('should tell that storage fails, keep the counts, and tell when it works again', async () => {
  const store = memoryStore();
  const { append } = store;
  let broken = false;
  store.append = (tally, epoch) =>
    broken ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : append(tally, epoch);
  const made: World = world({ store });
  await made.clock.advance(0);
  broken = true;
  turns(made.telemetry, 3);
  await made.clock.advance(4999);
  expect(statusOf(made.telemetry).storage).toBe('failing');
  expect((await store.read()).pending).toEqual([]);
  broken = false;
  await made.clock.advance(1);
  expect(statusOf(made.telemetry).storage).toBe('memory');
  expect((await store.read()).pending).toMatchObject([{ counters: { 'turns/total': 3 } }]);
});

test('should keep trying when storage fails from the start, and count on', async () => {
  const store = memoryStore();
  const { read } = store;
  let broken = true;
  store.read = async () => {
    if (broken) throw new Error('blocked');
    return read();
  };
  const made = world({ store });
  turns(made.telemetry, 2);
  await made.clock.advance(60_000);
  expect(statusOf(made.telemetry)).toMatchObject({ state: 'counting', storage: 'failing' });
  turns(made.telemetry, 1);
  broken = false;
  await made.clock.advance(5000);
  expect(statusOf(made.telemetry)).toMatchObject({ storage: 'memory', counted: 3 });
  expect((await read()).pending).toMatchObject([{ counters: { 'turns/total': 3 } }]);
});

test('should tell what was given up, as of the last look at the ledger', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 5 }));
  await store.apply({ type: 'opened', id: batchId(900), now: now - 31 * 86_400_000 });
  const { telemetry, flush, clock } = world({
    store,
    replies: [problem(400, { void: true, errors: [{ pointer: '/counters/0' }] })],
  });
  turns(telemetry, 2);
  await clock.advance(0);
  expect(statusOf(telemetry).lost).toBe(0);
  await flush();
  expect(statusOf(telemetry).lost).toBe(7);
});

test('should not let a subscriber that throws hurt the others, the app or the counting', async () => {
  const { onUnhandledError } = config;
  onTestFinished(() => {
    config.onUnhandledError = onUnhandledError;
  });
  const thrown = vi.fn();
  config.onUnhandledError = thrown; // the subscriber's own fault, reported as rxjs reports it anywhere
  const { telemetry, clock, store } = world();
  let throws = 0;
  const subscription = telemetry.status$.subscribe(() => {
    throws++;
    throw new Error('theirs');
  });
  const statuses = statusesOf(telemetry);
  expect(() => turns(telemetry, 3)).not.toThrow();
  await clock.advance(5000);
  subscription.unsubscribe();
  await vi.waitFor(() => expect(thrown).toHaveBeenCalledTimes(throws));
  expect(statuses.at(-1)).toMatchObject({ seen: 3, counted: 3, faults: 0 });
  expect((await store.read()).pending).toMatchObject([{ counters: { 'turns/total': 3 } }]);
});
