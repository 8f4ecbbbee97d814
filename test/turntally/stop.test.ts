import { BehaviorSubject, Subject } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { type LedgerStore, memoryStore } from '../../src/index.js';
import { now } from '../support/ledgers.js';
import { compacted, keptIn, silence, turnDone, turns, world } from '../support/world.js';

test('should save what was counted, half a turn included', async () => {
  const { telemetry, clock, store } = world();
  turns(telemetry, 2);
  telemetry.record(compacted);
  await clock.run(telemetry.stop());
  expect(keptIn(await store.read())).toEqual({ 'turns/total': 2, 'compaction/total': 1 });
  expect(clock.now()).toBe(now);
});

test('should save what was counted before the epoch was known', async () => {
  const { telemetry, clock, store } = world();
  turns(telemetry, 1);
  const stopped = telemetry.stop();
  turns(telemetry, 1);
  await clock.run(stopped);
  expect(keptIn(await store.read())).toEqual({ 'turns/total': 1 });
});

test('should be idempotent, and close the store once', async () => {
  const store = memoryStore();
  const close = vi.spyOn(store, 'close');
  const { telemetry, clock } = world({ store });
  await Promise.all([clock.run(telemetry.stop()), telemetry.stop()]);
  await clock.run(telemetry.stop());
  expect(close).toHaveBeenCalledTimes(1);
});

test.each([false, undefined])('should end at once where the answer is %s', async (answered) => {
  const { telemetry, clock, store } = world({ answered });
  turns(telemetry, 1);
  await clock.run(telemetry.stop());
  expect(clock.now()).toBe(now);
  expect((await store.read()).pending).toEqual([]);
});

test('should let go of everything it listened to, and leave no timer', async () => {
  const subjects = { hidden$: new Subject(), idle$: new Subject() };
  const consent$ = new Subject<boolean>();
  const launch$ = new Subject();
  const { telemetry, clock } = world({ consent$, launch$, platform: subjects });
  consent$.next(true);
  telemetry.record(compacted);
  await clock.advance(0);
  expect([consent$.observed, launch$.observed, subjects.hidden$.observed]).toEqual([true, true, true]);
  await clock.run(telemetry.stop());
  await clock.advance(8000);
  expect([consent$.observed, launch$.observed, subjects.hidden$.observed]).toEqual([false, false, false]);
  expect(clock.actions).toEqual([]);
});

test('should abort a launch under way, and leave its batch to the next session', async () => {
  const made = world({ replies: [silence] });
  turns(made.telemetry, 2);
  const flushed = made.telemetry.flush();
  await made.clock.advance(100);
  await made.clock.run(made.telemetry.stop());
  expect(made.posts[0]?.signal.aborted).toBe(true);
  await made.clock.run(flushed);
  await made.clock.advance(600_000);
  expect(made.posts).toHaveLength(1);
  expect((await made.store.read()).outbox?.id).toBe(made.posts[0]?.id);
  made.replies = [() => new Response(null, { status: 202 })];
  const next = made.start();
  expect(await made.clock.run(next.flush())).toMatchObject({ delivered: 1 });
  expect(made.posts[1]).toMatchObject({ id: made.posts[0]?.id, body: made.posts[0]?.body });
});

test('should abort a launch of launch$ as well', async () => {
  const { telemetry, clock, posts, idle$ } = world({ replies: [silence] });
  turns(telemetry, 2);
  await clock.advance(0);
  idle$.next();
  await clock.advance(100);
  const before = clock.now();
  await clock.run(telemetry.stop());
  expect(clock.now()).toBe(before);
  expect(posts[0]?.signal.aborted).toBe(true);
  await clock.advance(600_000);
  expect(posts).toHaveLength(1);
});

test('should end in time when storage never answers', async () => {
  const store = memoryStore();
  const { telemetry, clock } = world({ store });
  await clock.advance(0);
  store.append = () => new Promise(() => {});
  turns(telemetry, 1);
  await clock.run(telemetry.stop());
  expect(clock.now() - now).toBe(8000);
});

test('should not launch after it', async () => {
  const { telemetry, clock, flush, posts, idle$ } = world();
  turns(telemetry, 1);
  await clock.run(telemetry.stop());
  idle$.next();
  expect(await flush()).toMatchObject({ skipped: 'consent' });
  expect(posts).toEqual([]);
});

test('should leave other sessions alone', async () => {
  const { telemetry, clock, start, store } = world();
  await clock.advance(0);
  const other = start();
  turns(other, 1);
  await clock.run(telemetry.stop());
  turns(other, 1);
  await clock.advance(0);
  expect(keptIn(await store.read())).toEqual({ 'turns/total': 2 });
});

test('should not reject where the store cannot be closed', async () => {
  const store = memoryStore();
  const { telemetry, clock } = world({
    store: {
      ...store,
      close() {
        throw new Error('close');
      },
    },
  });
  turns(telemetry, 1);
  await clock.run(telemetry.stop());
  expect(await clock.run(telemetry.inspect())).toMatchObject({ pending: [{ counters: { 'turns/total': 1 } }] });
});

test('takes back what waits to be saved when consent is withdrawn meanwhile, though it be given again', async () => {
  const kept = memoryStore();
  let isBroken = true;
  const unlessBroken = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isBroken) throw new Error('the disk does not answer');
    return work();
  };
  const store: LedgerStore = {
    append: (tally, epoch) => unlessBroken(() => kept.append(tally, epoch)),
    read: () => unlessBroken(() => kept.read()),
    apply: (action) => unlessBroken(() => kept.apply(action)),
    close: () => kept.close(),
  };
  const consent$ = new BehaviorSubject(true);
  const { telemetry, clock } = world({ consent$, store });
  telemetry.record(turnDone);
  const stopped = telemetry.stop();
  consent$.next(false);
  consent$.next(true);
  isBroken = false;
  await clock.advance(10_000);
  await stopped;
  expect((await kept.read()).pending).toEqual([]);
});
