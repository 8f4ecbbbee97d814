import { BehaviorSubject, defer, type Observable, of } from 'rxjs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { indexedDbStore, memoryStore, storedConsent, type Telemetry } from '../../src/index.js';
import { endpoint } from '../support/endpoint.js';
import {
  Clock,
  compacted,
  countedOnce,
  keptIn,
  settle,
  silence,
  turns,
  until,
  type World,
  world,
} from '../support/world.js';
import { databaseNames, everythingStored, freshIndexedDB } from '../support/worldDatabases.js';

/** A consent that tells how often it was asked. */
function consentOf(first: boolean | undefined) {
  const answer$ = new BehaviorSubject(first);
  let asked = 0;
  const consent$: Observable<boolean | undefined> = defer(() => {
    asked++;
    return answer$;
  });
  return { answer$, consent$, asked: () => asked };
}

const keptOf = async ({ store }: World) => keptIn(await store.read());

describe.each([
  ['in memory', () => memoryStore(), 8],
  ['in IndexedDB', () => indexedDbStore({ endpoint, name: 'shared' }), 60],
])('two tabs, %s', (where, open, patience) => {
  /** Two tabs on one ledger, each with its own answer. */
  async function twoTabs() {
    if (where === 'in IndexedDB') freshIndexedDB();
    const clock = new Clock(patience);
    const [mine, theirs] = [consentOf(true), consentOf(true)];
    const made = world({ store: open(), consent$: mine.consent$, replies: [silence] }, clock);
    const other = made.start({ consent$: theirs.consent$, ...(where === 'in IndexedDB' && { store: open() }) });
    await clock.advance(0);
    const stop = async (...all: Telemetry[]): Promise<void> => {
      for (const each of all) await clock.run(each.stop());
    };
    return { ...made, made, mine, theirs, other, stop };
  }

  test('should add up what both count', async () => {
    const { made, clock, telemetry, other, stop } = await twoTabs();
    turns(telemetry, 3);
    turns(other, 4);
    await clock.advance(5000);
    expect(await keptOf(made)).toEqual({ 'turns/total': 7 });
    await stop(telemetry, other);
  });

  test("should notice the other's erasure, bring nothing back and ask again before it counts on", async () => {
    const { made, clock, telemetry, other, mine, theirs, stop } = await twoTabs();
    turns(telemetry, 5);
    await clock.advance(0);
    theirs.answer$.next(false);
    await clock.advance(0);
    expect(await keptOf(made)).toEqual({});
    turns(telemetry, 2); // not noticed yet: counted under a consent that is over
    await clock.advance(0);
    const asked = mine.asked();
    expect((await clock.run(telemetry.inspect())).pending).toEqual([]);
    await clock.advance(0);
    expect(mine.asked()).toBeGreaterThan(asked);
    turns(telemetry, 3);
    await clock.advance(0);
    expect(await keptOf(made)).toEqual({ 'turns/total': 3 });
    await stop(telemetry, other);
  });

  test("should count nothing more after the other's erasure when the answer is no longer true", async () => {
    const { made, clock, telemetry, other, mine, theirs, stop } = await twoTabs();
    turns(telemetry, 5);
    await clock.advance(0);
    theirs.answer$.next(false);
    mine.answer$.next(undefined);
    await clock.run(telemetry.flush());
    turns(telemetry, 3);
    await clock.advance(5000);
    expect(await keptOf(made)).toEqual({});
    await stop(telemetry, other);
  });

  test("should not send again what the other's erasure took from it between two attempts", async () => {
    const { made, clock, telemetry, other, posts, theirs, stop } = await twoTabs();
    turns(telemetry, 5);
    const flushed = telemetry.flush();
    await clock.advance(100);
    expect(posts).toHaveLength(1);
    theirs.answer$.next(false);
    await clock.run(flushed);
    await clock.advance(60_000);
    expect(posts).toHaveLength(1);
    expect(await keptOf(made)).toEqual({});
    await stop(telemetry, other);
  });

  test('should take over the batch that the other could not deliver, under its id', async () => {
    const { clock, telemetry, other, posts, stop, made } = await twoTabs();
    turns(telemetry, 5);
    await clock.run(telemetry.flush());
    await stop(telemetry);
    await clock.advance(60_000);
    turns(other, 1);
    made.replies = [() => new Response(null, { status: 202 })];
    expect(await clock.run(other.flush())).toMatchObject({ delivered: 2 });
    expect(new Set(posts.map(({ id }) => id)).size).toBe(2);
    expect(countedOnce(posts)).toEqual({ 'turns/total': 6 });
    await stop(other);
  });
});

test('should keep what two tabs count from their first moment on, where nothing was ever stored', async () => {
  const made = world();
  const other = made.start();
  turns(made.telemetry, 2);
  turns(other, 3);
  await made.clock.advance(5000);
  expect(await keptOf(made)).toEqual({ 'turns/total': 5 });
});

test('should keep counts of an erased consent out, however late they are appended', async () => {
  const made = world();
  turns(made.telemetry, 1);
  await made.clock.advance(0);
  const { epoch } = await made.store.read();
  made.consent$.next(false);
  await made.clock.advance(0);
  await made.store.append({ release: { version: '1.4.0', os: 'linux' }, counters: { 'turns/total': 9 } }, epoch);
  made.consent$.next(true);
  turns(made.telemetry, 2);
  await made.clock.advance(0);
  expect(await keptOf(made)).toEqual({ 'turns/total': 2 });
});

describe('storedConsent({ endpoint })', () => {
  function stored() {
    freshIndexedDB();
    const consent = storedConsent({ endpoint, name: 'kept' });
    const launch = (store = indexedDbStore({ endpoint, name: 'kept' })): World => {
      const made = world({ store, consent$: consent.consent$ }, new Clock(60));
      onTestFinished(() => made.clock.run(made.telemetry.stop()));
      return made;
    };
    return { consent, launch };
  }

  test('should leave no database while nobody has answered', async () => {
    const { launch } = stored();
    const { telemetry, clock } = launch();
    turns(telemetry, 1000);
    await clock.advance(60_000);
    expect(await databaseNames()).toEqual([]);
    expect(await clock.run(telemetry.inspect())).toMatchObject({ consent: undefined, pending: [] });
  });

  test('should count what is recorded right after the start when the kept answer is true', async () => {
    const { consent, launch } = stored();
    await consent.answer(true);
    const { telemetry, clock, store } = launch();
    turns(telemetry, 2);
    telemetry.record(compacted);
    await clock.advance(5000);
    expect(keptIn(await store.read())).toEqual({ 'turns/total': 2, 'compaction/total': 1 });
  });

  test('should drop what is recorded right after the start when the kept answer is false', async () => {
    const { consent, launch } = stored();
    await consent.answer(false);
    const { telemetry, clock, store } = launch();
    turns(telemetry, 2);
    await clock.advance(5000);
    expect(keptIn(await store.read())).toEqual({});
    expect(JSON.stringify(await everythingStored())).not.toContain('turns');
  });

  test('should drop what is recorded before an answer is given for the first time', async () => {
    const { consent, launch } = stored();
    const { telemetry, clock, store } = launch();
    turns(telemetry, 2);
    await clock.advance(0);
    await consent.answer(true);
    await until(async () => (await clock.run(telemetry.inspect())).consent === true);
    turns(telemetry, 3);
    await clock.advance(5000);
    expect(keptIn(await store.read())).toEqual({ 'turns/total': 3 });
  });

  test('should erase, and stop counting, when it is answered with false', async () => {
    const { consent, launch } = stored();
    await consent.answer(true);
    const { telemetry, clock, store, posts, flush } = launch();
    turns(telemetry, 5);
    await clock.advance(0);
    expect(keptIn(await store.read())).toEqual({ 'turns/total': 5 });
    await consent.answer(false);
    const erased = await store.read();
    expect(keptIn(erased)).toEqual({});
    await until(async () => (await clock.run(telemetry.inspect())).consent === false);
    turns(telemetry, 5);
    await flush();
    await clock.advance(60_000);
    expect(await store.read(), 'erased once is erased: other tabs may count there again').toEqual(erased);
    expect(posts).toEqual([]);
  });

  test('should count anew after false and true in one breath', async () => {
    const { consent, launch } = stored();
    await consent.answer(true);
    const { telemetry, clock, store } = launch();
    turns(telemetry, 5);
    await clock.advance(0);
    const { epoch } = await store.read();
    await Promise.all([consent.answer(false), consent.answer(true)]);
    await until(async () => {
      turns(telemetry, 1);
      await clock.run(telemetry.inspect());
      await settle(20);
      return keptIn(await store.read())['turns/total'] !== undefined;
    });
    expect((await store.read()).epoch).not.toBe(epoch);
  });

  test('should count again when it is answered with false and true while the very first epoch begins', async () => {
    const { consent, launch } = stored();
    await consent.answer(true);
    const made = launch();
    const { telemetry, clock, store } = made;
    const { apply } = store;
    store.apply = async (action) => {
      const ledger = await apply(action);
      store.apply = apply;
      await consent.answer(false);
      return ledger;
    };
    turns(telemetry, 1);
    await until(async () => (await clock.run(telemetry.inspect())).consent === false);
    await consent.answer(true);
    await until(async () => (await clock.run(telemetry.inspect())).consent === true);
    turns(telemetry, 3);
    await clock.advance(5000);
    expect(keptIn(await store.read())).toEqual({ 'turns/total': 3 });
  });

  test('should not count on an answer that another tab withdrew while the epoch was being read', async () => {
    vi.stubGlobal('BroadcastChannel', undefined); // the news has not come yet
    onTestFinished(() => void vi.unstubAllGlobals());
    const { consent, launch } = stored();
    await consent.answer(true);
    const store = indexedDbStore({ endpoint, name: 'kept' });
    const { read } = store;
    store.read = async () => {
      store.read = read;
      await settle(60); // meanwhile the answer is read: true
      await storedConsent({ endpoint, name: 'kept' }).answer(false);
      return read();
    };
    const { telemetry, clock } = launch(store);
    turns(telemetry, 3);
    await settle(300);
    await clock.run(telemetry.stop());
    expect(keptIn(await read())).toEqual({});
  });

  test('should hear in every tab what one answers', async () => {
    const { consent, launch } = stored();
    await consent.answer(true);
    const { telemetry, clock, store } = launch();
    turns(telemetry, 5);
    await clock.advance(0);
    await storedConsent({ endpoint, name: 'kept' }).answer(false);
    await until(async () => (await clock.run(telemetry.inspect())).consent === false);
    turns(telemetry, 1);
    await clock.advance(5000);
    expect(keptIn(await store.read())).toEqual({});
  });

  test('should count nothing beyond the vocabulary that was agreed to', async () => {
    const { consent } = stored();
    await consent.answer(true);
    const extraSignals = { plan: ['free', 'pro'] };
    const more = storedConsent({ endpoint, name: 'kept', extraSignals });
    const { telemetry, clock, store } = world(
      { store: indexedDbStore({ endpoint, name: 'kept' }), consent$: more.consent$, extraSignals },
      new Clock(60),
    );
    turns(telemetry, 2);
    await clock.advance(5000);
    expect((await clock.run(telemetry.inspect())).consent).toBeUndefined();
    expect(keptIn(await store.read())).toEqual({});
    await clock.run(telemetry.stop());
  });
});

test('should send nothing when another tab withdrew after consent was asked, but before its epoch was known', async () => {
  const store = memoryStore();
  await store.apply({ type: 'folded', epoch: 'before' });
  let setting = true;
  const read = store.read;
  vi.spyOn(store, 'read').mockImplementationOnce(async () => {
    // The other tab, while this one, which has asked already, waits for its first reading.
    await settle();
    setting = false;
    await store.apply({ type: 'erased' });
    return read();
  });
  const consent$ = defer(() => of(setting));
  const { telemetry, clock, posts } = world({ store, consent$ });
  turns(telemetry, 5);
  await clock.advance(10_000);
  await clock.run(telemetry.flush());
  await clock.run(telemetry.stop());
  expect([posts, keptIn(await store.read())]).toEqual([[], {}]);
});
