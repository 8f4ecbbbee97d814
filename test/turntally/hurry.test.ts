import { BehaviorSubject, of } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { indexedDbStore, memoryStore, storedConsent } from '../../src/index.js';
import { endpoint } from '../support/endpoint.js';
import { answer, Clock, counted, keptIn, noNetwork, settle, turns, until, world } from '../support/world.js';
import { databaseNames, freshIndexedDB } from '../support/worldDatabases.js';

// What happens in the moments before an answer is read, after it changes, and while everything ends.

const patience = 60;
const inDatabase = async () => keptIn(await indexedDbStore({ endpoint }).read());

test.each([
  [true, { 'turns/total': 3 }],
  [false, {}],
  [undefined, {}],
])('should be stopped at once before the stored answer %s has been read, and keep %j', async (stored, kept) => {
  freshIndexedDB();
  if (stored !== undefined) await storedConsent({ endpoint }).answer(stored);
  const { telemetry, clock } = world(
    { store: indexedDbStore({ endpoint }), consent$: storedConsent({ endpoint }).consent$ },
    new Clock(patience),
  );
  turns(telemetry, 3);
  const began = clock.now();
  await clock.run(telemetry.stop());
  expect(clock.now() - began).toBe(0);
  expect(await inDatabase()).toEqual(kept);
});

test.each(['false', 'true', 1, {}, null])('should take %j for no answer at all', async (said) => {
  const { telemetry, clock, posts, store } = world({ consent$: of<never>(said as never) });
  turns(telemetry, 3);
  await clock.advance(10_000);
  expect(await clock.run(telemetry.flush())).toMatchObject({ skipped: 'consent' });
  expect([posts, keptIn(await store.read())]).toEqual([[], {}]);
  expect((await telemetry.inspect()).consent).toBeUndefined();
});

test('should create no database for a yes that is taken back at once', async () => {
  freshIndexedDB();
  const consent$ = new BehaviorSubject<boolean | undefined>(undefined);
  const { clock } = world({ store: indexedDbStore({ endpoint }), consent$ }, new Clock(patience));
  consent$.next(true);
  consent$.next(false);
  await clock.advance(10_000);
  expect(await databaseNames()).toEqual([]);
});

test('should count on after a no and a yes in one breath', async () => {
  freshIndexedDB();
  const consent = storedConsent({ endpoint });
  await consent.answer(true);
  const { telemetry, clock } = world(
    { store: indexedDbStore({ endpoint }), consent$: consent.consent$ },
    new Clock(patience),
  );
  let heard = 0;
  const listening = consent.consent$.subscribe(() => heard++);
  onTestFinished(() => listening.unsubscribe());
  turns(telemetry, 1);
  await until(async () => (await inDatabase())['turns/total'] === 1);
  await Promise.all([consent.answer(false), consent.answer(true)]);
  await until(() => heard > 1);
  await settle(200);
  turns(telemetry, 5);
  await clock.run(telemetry.stop());
  expect(await inDatabase()).toEqual({ 'turns/total': 5 });
});

test('should go on trying to save while it is being stopped', async () => {
  const store = memoryStore();
  const { telemetry, clock } = world({ store });
  await clock.advance(0);
  vi.spyOn(store, 'append').mockRejectedValueOnce(new Error('full'));
  turns(telemetry, 2);
  await clock.run(telemetry.stop());
  expect(keptIn(await store.read())).toEqual({ 'turns/total': 2 });
});

test('should leave no timer behind, and not touch the store again, once it is stopped', async () => {
  const store = memoryStore();
  const read = vi.spyOn(store, 'read').mockRejectedValue(new Error('broken'));
  const { telemetry, clock } = world({ store, answered: undefined });
  await clock.advance(0);
  await clock.run(telemetry.stop());
  const reads = read.mock.calls.length;
  await clock.advance(60_000);
  expect(read).toHaveBeenCalledTimes(reads);
});

test('should report what was delivered before the store failed', async () => {
  const store = memoryStore();
  const { telemetry, clock, flush } = world({ store, replies: [counted] });
  turns(telemetry, 1);
  await clock.advance(0);
  const apply = store.apply;
  let opened = 0;
  vi.spyOn(store, 'apply').mockImplementation((action) =>
    action.type === 'opened' && ++opened === 2 ? Promise.reject(new Error('broken')) : apply(action),
  );
  expect(await flush()).toMatchObject({ delivered: 1 });
});

test('should not postpone the next consent for a failure under the last one', async () => {
  const store = memoryStore();
  const { telemetry, clock } = world({
    store,
    backoff: { attempts: 1 },
    replies: [
      async (post) => {
        await store.apply({ type: 'erased' });
        return noNetwork(post);
      },
    ],
  });
  turns(telemetry, 1);
  await clock.advance(0);
  await clock.run(telemetry.flush());
  expect((await store.read()).delivery).toEqual({ failures: 0 });
});

test('should not warn of leaking listeners in a launch of many batches', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  onTestFinished(() => void process.off('warning', warned));
  const { telemetry, clock, start, flush } = world({ replies: [answer(202)] });
  for (let version = 0; version < 14; version++) {
    const session = start({ release: { version: `1.${version}.0` } });
    turns(session, 1);
    await clock.run(session.stop());
  }
  await clock.advance(0);
  expect(await flush()).toMatchObject({ delivered: 14 });
  await clock.run(telemetry.stop());
  expect(warned).not.toHaveBeenCalled();
});
