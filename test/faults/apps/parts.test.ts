import { EMPTY, type SchedulerLike } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { memoryStore, type Platform } from '../../../src/index.js';
import { Clock, settle, turns, world } from '../../support/world.js';
import { honestCollector } from '../../support/worldCollector.js';
import { quietly } from './quietly.js';

quietly();

type Request = (name: string, options: unknown, callback: (lock?: unknown) => Promise<unknown>) => Promise<unknown>;
const locks = (request: Request): Partial<Platform> => ({ locks: { request } as unknown as LockManager });
const clockThat = (tick: (clock: Clock) => number) => (clock: Clock) => ({
  scheduler: { now: () => tick(clock), schedule: clock.schedule.bind(clock) } as SchedulerLike,
});

let calls = 0;
/** Parts of an app that break what is promised of them, and still let everything be counted and delivered once. */
const harmless: [string, (clock: Clock) => Partial<Platform>][] = [
  ['a lock that is given twice', () => locks(async (_, __, run) => [await Promise.all([run({}), run({})])])],
  ['a lock that is given, then refused', () => locks(async (_, __, run) => [run({}), run(null)])],
  ['a lock that is given, and then fails', () => locks(async (_, __, run) => run({}).then(() => Promise.reject()))],
  ['a lock that is given, and fails at once', () => locks((_, __, run) => Promise.race([run({}), Promise.reject()]))],
  [
    'a lock that is given, and throws at once',
    () =>
      locks((_, __, run) => {
        void run({});
        throw new Error('of the app');
      }),
  ],
  ['a lock without a name', () => locks((_, __, run) => run(undefined))],
  ['a lock that is no promise', () => locks((_, __, run) => void run({}) as never)],
  ['chance that is always 1', () => ({ random: () => 1 })],
  ['chance below 0', () => ({ random: () => -1 })],
  ['chance beyond all bounds', () => ({ random: () => 1e9 })],
  ['chance that is not a number', () => ({ random: () => Number.NaN })],
  ['chance that is a text', () => ({ random: () => '0.5' as never })],
  ['a clock that goes backward, a second each time it is asked', clockThat((clock) => clock.now() - ++calls * 1000)],
  ['a clock that jumps to and fro by an hour', clockThat((clock) => clock.now() + (++calls % 2) * 3_600_000)],
  ['a clock that stands still', clockThat(() => Date.UTC(2026, 0, 1))],
  ['a clock at the beginning of time', clockThat(() => 0)],
];

describe('an app with', () => {
  test.each(harmless)('%s loses nothing and counts nothing twice', async (_, make) => {
    const clock = new Clock();
    const store = memoryStore();
    const collector = honestCollector();
    const replies = collector.replies('counted, its answer lost', 'turned away', 'lost', 'counted');
    const made = world({ store, replies, platform: make(clock) }, clock);
    for (let round = 0; round < 4; round++) {
      turns(made.telemetry, 2);
      await clock.advance(6000);
      void made.telemetry.flush();
      made.idle$.next();
      await clock.advance(600_000);
    }
    await clock.run(made.telemetry.stop());
    // The next day, with an app that keeps its promises.
    await clock.advance(86_400_000);
    const next = made.start({ platform: { ...sound, scheduler: clock } });
    for (let launch = 0; launch < 3; launch++) {
      await clock.run(next.flush());
      await clock.advance(86_400_000);
    }
    await clock.run(next.stop());
    expect(collector.sums).toEqual({ 'turns/total': 8 });
  });
});

const sound: Partial<Platform> = { locks: undefined, random: () => 0.5, hidden$: EMPTY, idle$: EMPTY };

/** Parts with which nothing can be counted on: what they break is theirs, but nobody hears of it. */
const hopeless: [string, Partial<Platform>][] = [
  ['ids that are all the same', { newId: () => 'always-the-same-id' }],
  ['ids that are empty later', { newId: laterId('') }],
  ['ids that are no text later', { newId: laterId({}) }],
  ['ids that are nothing later', { newId: laterId(undefined) }],
  ['ids with a line break later', { newId: laterId('a\r\nb: c') }],
  ['a clock that is not a number', { scheduler: nowhere(Number.NaN) }],
  ['a clock beyond the end of time', { scheduler: nowhere(Number.POSITIVE_INFINITY) }],
  ['a network that is nothing', { online: () => undefined as never }],
];
/** The first id is right: it is checked when the app starts. */
function laterId(id: unknown): () => string {
  let calls = 0;
  return () => (calls++ === 0 ? 'a-right-id-at-the-start' : (id as string));
}
function nowhere(time: number): SchedulerLike {
  const clock = new Clock();
  return { now: () => time, schedule: clock.schedule.bind(clock) };
}

describe('an app that breaks what is counted on, with', () => {
  test.each(hopeless)('%s, hears nothing of it', async (_, platform) => {
    const clock = new Clock();
    const { scheduler = clock } = platform;
    const own: SchedulerLike = { now: () => scheduler.now(), schedule: clock.schedule.bind(clock) };
    const made = world({ platform: { ...platform, scheduler: own } }, clock);
    turns(made.telemetry, 2);
    await clock.advance(6000);
    void made.telemetry.flush();
    for (const answer of [undefined, true, false, true]) {
      made.consent$.next(answer);
      turns(made.telemetry, 2);
      made.idle$.next();
      await clock.advance(60_000);
    }
    await clock.run(made.telemetry.inspect());
    await clock.run(made.telemetry.stop());
    await settle();
    expect(clock.actions).toEqual([]);
  });
});

test('a lock that is given twice makes one launch', async () => {
  const twice = locks(async (_, __, run) => [run({}), run({})]);
  const { telemetry, clock, posts } = world({ platform: twice });
  turns(telemetry, 2);
  await clock.advance(0);
  expect(await clock.run(telemetry.flush())).toMatchObject({ delivered: 1 });
  expect(posts).toHaveLength(1);
  await clock.run(telemetry.stop());
});
