import { BehaviorSubject, NEVER, of, Subject, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { type FlushReport, memoryStore, type Platform } from '../../src/index.js';
import { scopeOf } from '../support/endpoint.js';
import { now, tallyOf } from '../support/ledgers.js';
import { counted, noNetwork, silence, storeWith, turns, world } from '../support/world.js';

const skipped = (reason: string): FlushReport & { skipped?: unknown } => ({
  skipped: reason as never,
  delivered: 0,
  foldedBack: 0,
  held: 0,
  lost: 0,
});

test.each([false, undefined])('should send nothing while the answer is %s', async (answered) => {
  const { telemetry, flush, posts } = world({ answered });
  turns(telemetry, 3);
  expect(await flush()).toEqual(skipped('consent'));
  expect(posts).toEqual([]);
});

test.each([
  ['never answers', NEVER],
  ['fails', throwError(() => new Error('settings'))],
  ['completes without an answer', of<boolean[]>()],
])('should send nothing when consent %s', async (_, consent$) => {
  const { telemetry, flush, posts } = world({ consent$: consent$ as never });
  turns(telemetry, 3);
  expect(await flush()).toEqual(skipped('consent'));
  expect(posts).toEqual([]);
});

const stored = <T extends object>(consent$: T) => Object.assign(consent$, { readsStorage: Promise.resolve() });

test.each([false, undefined])('should answer at once while the stored answer is %s', async (answered) => {
  const { telemetry, clock } = world({ consent$: stored(new BehaviorSubject(answered)) });
  turns(telemetry, 3);
  await clock.advance(0);
  const begun = clock.now();
  expect(await clock.run(telemetry.flush())).toEqual(skipped('consent'));
  expect(clock.now()).toBe(begun);
});

test.each([
  [false, 0],
  [false, 3],
  [undefined, 0],
  [undefined, 3],
])('should wait no longer when the stored answer is %s, after %i turns', async (answered, ended) => {
  const consent$ = stored(new Subject<boolean | undefined>());
  const { telemetry, clock } = world({ consent$ });
  turns(telemetry, ended);
  await clock.advance(0);
  const begun = clock.now();
  const flushed = telemetry.flush();
  await clock.advance(100);
  consent$.next(answered);
  expect(await clock.run(flushed)).toEqual(skipped('consent'));
  expect(clock.now() - begun).toBe(100);
});

test('should send nothing while offline', async () => {
  let online = false;
  const { telemetry, flush, posts } = world({ platform: { online: () => online } });
  turns(telemetry, 1);
  expect(await flush()).toEqual(skipped('offline'));
  expect(posts).toEqual([]);
  online = true;
  expect(await flush()).toMatchObject({ delivered: 1 });
});

test('should open nothing when nothing was counted', async () => {
  const { flush, posts, store } = world();
  expect(await flush()).toEqual(skipped('empty'));
  expect(posts).toEqual([]);
  expect((await store.read()).outbox).toBeUndefined();
});

type Request = NonNullable<Platform['locks']>['request'];
const lockRequest = (grant: (callback: LockGrantedCallback<unknown>) => Promise<unknown>) =>
  ({ request: (_name: string, _options: LockOptions, callback: LockGrantedCallback<unknown>) => grant(callback) }) as {
    request: Request;
  };

test('should be busy while another tab holds the lock', async () => {
  const { telemetry, flush, posts } = world({ platform: { locks: lockRequest(async (callback) => callback(null)) } });
  turns(telemetry, 1);
  expect(await flush()).toEqual(skipped('busy'));
  expect(posts).toEqual([]);
});

test('should ask for the lock of its name, if available, and hold it until the launch is over', async () => {
  const asked: unknown[] = [];
  let held = 0;
  const request = async (name: string, options: LockOptions, callback: LockGrantedCallback<unknown>) => {
    asked.push([name, options]);
    held++;
    await callback({ name, mode: 'exclusive' } as Lock);
    held--;
  };
  const { telemetry, posts, clock } = world({
    name: 'my-app',
    platform: { locks: { request } as never },
    replies: [silence, counted],
  });
  turns(telemetry, 1);
  const flushed = telemetry.flush();
  await clock.advance(100);
  expect(held).toBe(1);
  expect(await clock.run(flushed)).toMatchObject({ delivered: 1 });
  await clock.advance(0);
  expect(held).toBe(0);
  expect(posts).toHaveLength(2);
  expect(asked).toEqual([[`turntally/${scopeOf('my-app')}`, { ifAvailable: true }]]);
});

const refused = new DOMException('not fully active', 'InvalidStateError');
test.each<[string, Platform['locks']]>([
  ['are missing', undefined],
  ['reject', lockRequest(() => Promise.reject(refused))],
  [
    'throw',
    lockRequest(() => {
      throw refused;
    }),
  ],
])('should go on without locks where they %s', async (_, locks) => {
  const { telemetry, flush, posts } = world({ platform: { locks } });
  turns(telemetry, 1);
  expect(await flush()).toMatchObject({ delivered: 1 });
  expect(posts).toHaveLength(1);
});

test('should send once when the lock is lost after it was granted', async () => {
  const steal = lockRequest(async (callback) => {
    void callback({ name: 'turntally', mode: 'exclusive' } as Lock);
    throw new DOMException('stolen', 'AbortError');
  });
  const { telemetry, flush, posts } = world({ platform: { locks: steal } });
  turns(telemetry, 1);
  expect(await flush()).toMatchObject({ delivered: 1 });
  expect(posts).toHaveLength(1);
});

test('should be busy while another launch of its own is under way', async () => {
  const { telemetry, flush, posts, clock } = world({ replies: [silence, counted] });
  turns(telemetry, 1);
  const first = telemetry.flush();
  await clock.advance(100);
  expect(await flush()).toEqual(skipped('busy'));
  expect(await clock.run(first)).toMatchObject({ delivered: 1 });
  expect(posts).toHaveLength(2);
});

test('should be postponed until the remembered time, in this session and the next', async () => {
  const { telemetry, flush, posts, clock, start } = world({ replies: [noNetwork], backoff: { attempts: 1 } });
  turns(telemetry, 1);
  expect(await flush()).toMatchObject({ held: 1 });
  await clock.advance(59_999);
  expect(await flush()).toEqual(skipped('postponed'));
  await clock.run(telemetry.stop());
  const next = start();
  expect(await clock.run(next.flush())).toEqual(skipped('postponed'));
  expect(posts).toHaveLength(1);
  await clock.advance(1);
  expect(await clock.run(next.flush())).toMatchObject({ held: 1 });
  expect(posts).toHaveLength(2);
});

test('should double the pause with each failed launch, from a minute to six hours, and forget it when delivered', async () => {
  const { telemetry, flush, posts, clock, store } = world({ replies: [noNetwork], backoff: { attempts: 1 } });
  const minutes: number[] = [];
  for (let launch = 0; launch < 11; launch++) {
    turns(telemetry, 1);
    await flush();
    const { notBefore = 0, failures } = (await store.read()).delivery;
    expect(failures).toBe(launch + 1);
    minutes.push((notBefore - clock.now()) / 60_000);
    await clock.advance(notBefore - clock.now());
  }
  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
  const collector = posts.length;
  const replies = world({ store, platform: { scheduler: clock } });
  expect(await clock.run(replies.telemetry.flush())).toMatchObject({ delivered: 2 });
  expect(posts).toHaveLength(collector);
  const lastDay = Math.floor(clock.now() / 86_400_000);
  expect((await store.read()).delivery).toEqual({ failures: 0, lastDeliveredAt: clock.now(), lastDay });
});

test.each([
  [86_400_000, 'postponed'],
  [86_400_001, undefined],
])('should believe a remembered time up to a day away, not one %i ms away', async (ms, reason) => {
  const store = await storeWith(tallyOf({ 'turns/total': 1 }));
  await store.apply({ type: 'postponed', until: now + ms });
  const { flush } = world({ store });
  expect((await flush()).skipped).toBe(reason);
});

test.each([
  ['never answers', () => new Promise<never>(() => {})],
  ['fails', () => Promise.reject(new Error('private window'))],
])('should not wait for ever for storage that %s from the start', async (_, access) => {
  const store = { ...memoryStore(), append: access, read: access, apply: access };
  const { telemetry, clock, flush, posts } = world({ store, timeoutMs: 100 });
  turns(telemetry, 1);
  expect(await flush()).toEqual(skipped('consent'));
  expect(await clock.run(telemetry.inspect())).toMatchObject({ consent: true, pending: [], next: [] });
  expect(posts).toEqual([]);
});

test('should answer at once where nobody has been asked yet', async () => {
  const { telemetry, clock } = world({ answered: undefined });
  const before = clock.now();
  await clock.run(telemetry.flush());
  expect(clock.now()).toBe(before);
});
