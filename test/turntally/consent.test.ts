import fc from 'fast-check';
import { BehaviorSubject, concat, defer, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { indexedDbStore, type Status, startTurntally } from '../../src/index.js';
import { chooseStore } from '../../src/persistence/chooseStore.js';
import { scopeOf } from '../support/endpoint.js';
import { tallyOf } from '../support/ledgers.js';
import {
  Clock,
  compacted,
  endpoint,
  keptIn,
  silence,
  storeWith,
  toolFailed,
  turns,
  type World,
  world,
} from '../support/world.js';
import { databaseNames, freshIndexedDB } from '../support/worldDatabases.js';

const kept = async ({ store }: Pick<World, 'store'>) => keptIn(await store.read());
const stateOf = ({ status$ }: { status$: Observable<Status> }): Status['state'] => {
  let state: Status['state'] = 'stopped';
  status$.subscribe((status) => (state = status.state)).unsubscribe();
  return state;
};

describe.each([undefined, false])('while the answer is %s', (answered) => {
  test('should leave no database and send nothing, whatever happens', async () => {
    freshIndexedDB();
    const { telemetry, clock, posts, hidden$, idle$, flush } = world(
      { answered, store: chooseStore({ endpoint }) },
      new Clock(20),
    );
    turns(telemetry, 1000);
    telemetry.count('compaction/total');
    hidden$.next();
    idle$.next();
    await clock.advance(60_000);
    await flush();
    await clock.run(telemetry.inspect());
    await clock.run(telemetry.stop());
    expect(await databaseNames()).toEqual([]);
    expect(posts).toEqual([]);
  });

  test('should not count, and say why', async () => {
    const { telemetry, clock } = world({ answered });
    turns(telemetry, 3);
    await clock.advance(5000);
    const inspection = await clock.run(telemetry.inspect());
    expect(inspection).toMatchObject({ consent: answered, pending: [], next: [] });
    expect(stateOf(telemetry)).toBe(answered === false ? 'off' : 'undecided');
  });
});

test('should create its database when it is told true, and not before', async () => {
  freshIndexedDB();
  const made = world({ store: indexedDbStore({ endpoint, name: 'my-metrics' }), answered: undefined }, new Clock(20));
  turns(made.telemetry, 1);
  await made.clock.advance(10_000);
  expect(await databaseNames()).toEqual([]);
  made.consent$.next(true);
  await made.clock.advance(0);
  expect(await databaseNames()).toEqual([scopeOf('my-metrics')]);
  await made.clock.run(made.telemetry.stop());
});

test('should not count what came before the answer', async () => {
  const made = world({ answered: undefined });
  turns(made.telemetry, 2);
  made.consent$.next(true);
  turns(made.telemetry, 3);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'turns/total': 3 });
});

test('should count what comes right after the start when the answer is there already', async () => {
  const made = world();
  turns(made.telemetry, 2);
  made.telemetry.record(toolFailed);
  await made.clock.advance(5000);
  expect(await kept(made)).toEqual({ 'turns/total': 2, 'tool_error/exec': 1 });
});

test('should count under the epoch that a former session left', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 2 }));
  const made = world({ store });
  turns(made.telemetry, 1);
  await made.clock.advance(0);
  expect(await store.read()).toMatchObject({ epoch: 'first', pending: [{ counters: { 'turns/total': 3 } }] });
});

test('should erase at every start what a former session left, when the answer is false', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 2 }));
  await store.apply({ type: 'opened', id: 'batch-0000000000000900', now: 0 });
  await store.append(tallyOf({ 'turns/total': 1 }), 'first');
  await store.apply({ type: 'postponed', until: 99 });
  const made = world({ store, answered: false });
  await made.clock.advance(0);
  const erased = await store.read();
  expect(erased).toMatchObject({ pending: [], delivery: { failures: 0 }, lost: {} });
  expect(erased.outbox).toBeUndefined();
  expect(erased.epoch).toBe('');
  // Another tab still counts.
  await store.apply({ type: 'folded', epoch: 'second' });
  await store.append(tallyOf({ 'turns/total': 9 }), 'second');
  await made.clock.run(made.telemetry.stop());
  const next = made.start();
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({});
  await made.clock.run(next.stop());
});

test('should save what was counted when the answer is no longer known, and stop counting', async () => {
  const made = world();
  made.telemetry.record(compacted);
  await made.clock.advance(0);
  made.consent$.next(undefined);
  turns(made.telemetry, 5);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'compaction/total': 1 });
  made.consent$.next(true);
  turns(made.telemetry, 1);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'compaction/total': 1, 'turns/total': 1 });
});

test('should neither count nor launch, by any way, while the answer is no longer known', async () => {
  const launch$ = new Subject<void>();
  const made = world({ launch$ });
  turns(made.telemetry, 2);
  await made.clock.advance(0);
  made.consent$.next(undefined);
  launch$.next();
  made.telemetry.count('turns/total');
  of({ kind: 'turn_done' } as const)
    .pipe(made.telemetry.tap())
    .subscribe();
  expect(await made.flush()).toMatchObject({ skipped: 'consent' });
  await made.clock.advance(60_000);
  expect(made.posts).toEqual([]);
  expect(await kept(made)).toEqual({ 'turns/total': 2 });
  made.consent$.next(true);
  launch$.next();
  await made.clock.advance(0);
  expect(made.posts).toHaveLength(1);
});

test('should save all that was counted when the answer is no longer known, even while saving', async () => {
  const made = world();
  turns(made.telemetry, 2); // before the epoch is known
  made.consent$.next(undefined);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'turns/total': 2 });
  made.consent$.next(true);
  await made.clock.advance(0);
  turns(made.telemetry, 2); // one is being stored, one waits
  made.consent$.next(undefined);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'turns/total': 4 });
});

test('should save all that was counted when the answer is unknown for a moment only', async () => {
  const made = world();
  await made.clock.advance(0);
  turns(made.telemetry, 2);
  made.consent$.next(undefined);
  made.consent$.next(true);
  turns(made.telemetry, 1);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'turns/total': 3 });
});

test('should drop what was counted and erase the rest when the answer becomes false', async () => {
  const made = world();
  turns(made.telemetry, 5);
  await made.clock.advance(0);
  made.telemetry.record(toolFailed);
  made.consent$.next(false);
  turns(made.telemetry, 5);
  await made.clock.advance(60_000);
  expect(await kept(made)).toEqual({});
  expect(stateOf(made.telemetry)).toBe('off');
});

test('should count anew after true, false, true in one breath', async () => {
  const made = world();
  turns(made.telemetry, 5);
  await made.clock.advance(0);
  turns(made.telemetry, 2);
  made.consent$.next(false);
  made.consent$.next(true);
  turns(made.telemetry, 3);
  await made.clock.advance(0);
  expect(await kept(made)).toEqual({ 'turns/total': 3 });
});

test('should abort what is in flight, and erase it, when consent is withdrawn', async () => {
  const made = world({ replies: [silence] });
  turns(made.telemetry, 5);
  const flushed = made.telemetry.flush();
  await made.clock.advance(100);
  expect(made.posts).toHaveLength(1);
  expect(made.posts[0]?.signal.aborted).toBe(false);
  made.consent$.next(false);
  expect(made.posts[0]?.signal.aborted).toBe(true);
  expect(await made.clock.run(flushed)).toMatchObject({ skipped: 'consent', delivered: 0 });
  await made.clock.advance(3_600_000);
  expect(made.posts).toHaveLength(1);
  const { pending, outbox } = await made.store.read();
  expect([pending, outbox]).toEqual([[], undefined]);
});

test('should not post a batch whose consent is withdrawn while it is being opened', async () => {
  const made = world();
  turns(made.telemetry, 5);
  await made.clock.advance(0);
  const { apply } = made.store;
  made.store.apply = async (action) => {
    const ledger = await apply(action);
    if (action.type === 'opened') made.consent$.next(false);
    return ledger;
  };
  await made.flush();
  await made.clock.advance(60_000);
  expect(made.posts).toEqual([]);
  expect(await kept(made)).toEqual({});
});

test('should not take up again, after a withdrawal, the launch that it aborted', async () => {
  const made = world({ replies: [silence] });
  turns(made.telemetry, 5);
  await made.clock.advance(0);
  made.idle$.next();
  await made.clock.advance(100);
  made.consent$.next(false);
  made.consent$.next(true);
  turns(made.telemetry, 1);
  await made.clock.advance(600_000);
  expect(made.posts).toHaveLength(1);
  expect(await kept(made)).toEqual({ 'turns/total': 1 });
});

describe('when consent$ itself', () => {
  const failing = throwError(() => new Error('settings'));
  test.each<[string, Observable<boolean | undefined>, Status['state'], number]>([
    ['never answers', NEVER, 'undecided', 0],
    ['is empty', of(), 'undecided', 0],
    ['fails', failing, 'undecided', 0],
    ['completes after true', of(true), 'counting', 1],
    ['fails after true', concat(of(true), failing), 'undecided', 0],
    ['fails after false', concat(of(false), failing), 'undecided', 0],
    [
      'throws on subscription',
      defer<Observable<boolean>>(() => {
        throw new Error('settings');
      }),
      'undecided',
      0,
    ],
  ])('%s', async (_, consent$, state, count) => {
    const made = world({ consent$ });
    turns(made.telemetry, 1);
    await made.clock.advance(5000);
    expect(stateOf(made.telemetry)).toBe(state);
    expect(await kept(made)).toEqual(count === 0 ? {} : { 'turns/total': 1 });
    expect((await made.clock.run(made.telemetry.inspect())).consent).toBe(state === 'counting' ? true : undefined);
  });

  test('fails while counting: what was counted is saved, and nothing more is counted', async () => {
    const consent$ = new Subject<boolean>();
    const made = world({ consent$ });
    consent$.next(true);
    made.telemetry.record(compacted);
    await made.clock.advance(0);
    consent$.error(new Error('settings'));
    turns(made.telemetry, 1);
    await made.clock.advance(5000);
    expect(await kept(made)).toEqual({ 'compaction/total': 1 });
    expect(stateOf(made.telemetry)).toBe('undecided');
    let faults = 0;
    made.telemetry.status$.subscribe((status) => (faults = status.faults)).unsubscribe();
    expect(faults, 'it is reported').toBe(1);
  });

  test('completes after false: it stays off', async () => {
    const made = world({ consent$: of(false) });
    turns(made.telemetry, 1);
    await made.clock.advance(5000);
    expect(stateOf(made.telemetry)).toBe('off');
  });

  test('says the same twice: nothing starts anew', async () => {
    const consent$ = new BehaviorSubject(true);
    const launch$ = defer(asked);
    const made = world({ consent$, launch$ });
    made.telemetry.record(compacted);
    consent$.next(true);
    await made.clock.advance(5000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(await kept(made)).toEqual({ 'compaction/total': 1 });
  });
  const asked = vi.fn(() => NEVER);
});

test('should read the epoch before it asks for consent, so that a withdrawal in between is not missed', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 2 }));
  const order: string[] = [];
  const { read } = store;
  store.read = () => {
    order.push('read');
    return read();
  };
  const consent$ = defer(() => {
    order.push('asked');
    return of(true);
  });
  const { clock } = world({ store, consent$ });
  await clock.advance(0);
  expect(order.slice(0, 2)).toEqual(['read', 'asked']);
});

test('should need no more than the three options', () => {
  const consent$ = of(undefined);
  expect(() => startTurntally({ endpoint, release: { version: '1.4.0' }, consent$ })).not.toThrow();
});

test('should count exactly what is recorded under consent, and keep nothing from before a withdrawal', async () => {
  const step = fc.constantFrom<boolean | undefined | 'turn' | 'settle' | 'flush'>(
    true,
    false,
    undefined,
    'turn',
    'turn',
    'turn',
    'settle',
    'flush',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(true, false, undefined),
      fc.array(step, { maxLength: 30 }),
      async (first, steps) => {
        const made = world({ answered: first });
        let told: boolean | undefined = first;
        let pending = 0;
        let delivered = 0;
        for (const each of steps) {
          if (each === 'turn') {
            turns(made.telemetry, 1);
            if (told) pending++;
          } else if (each === 'settle') await made.clock.advance(0);
          else if (each === 'flush') {
            await made.flush();
            if (told) [delivered, pending] = [delivered + pending, 0];
          } else {
            // Saving takes a moment.
            if (each === undefined) await made.clock.advance(0);
            told = each;
            made.consent$.next(each);
            if (each === false) pending = 0;
          }
        }
        await made.clock.advance(5000);
        expect(await kept(made)).toEqual(pending === 0 ? {} : { 'turns/total': pending });
        const posted = made.posts.map(({ body }) => JSON.parse(body).counters[0].count);
        expect(posted.reduce((sum, count) => sum + count, 0)).toBe(delivered);
      },
    ),
    { numRuns: 150 },
  );
});
