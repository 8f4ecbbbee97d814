import fc from 'fast-check';
import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { batchRetentionDays, maxLaunches } from '../../src/protocol/index.js';
import { day } from '../support/ledgers.js';
import { type Post, turns, world } from '../support/world.js';
import { type Fate, fates, honestCollector } from '../support/worldCollector.js';

const hour = 3_600_000;

/** One start of the app: after how long, of which release, what becomes of its posts, and how many turns it counts. */
interface Launch {
  readonly waitMs: number;
  readonly minor: number;
  readonly fates: readonly Fate[];
  readonly turns: number;
  readonly isLeftOpen: boolean;
}

const waits = fc.oneof(fc.constantFrom(0, 1000, 600_000, hour, 7 * hour, day, 9 * day), fc.nat(2 * day));
const lifeOf = (possible: readonly Fate[]): fc.Arbitrary<readonly Launch[]> => {
  const launch = fc.record({
    waitMs: waits,
    minor: fc.nat(3),
    fates: fc.array(fc.constantFrom(...possible), { minLength: 1, maxLength: 4 }),
    turns: fc.nat(3),
    isLeftOpen: fc.boolean(),
  });
  return fc.array(launch, { minLength: 10, maxLength: 40, size: 'max' });
};

type Sent = Post & { readonly launch: number };

/** A device lives through the launches: its posts by batch id, and when each batch was counted. */
async function live(launches: readonly Launch[]) {
  const collector = honestCollector();
  const device = world({ oncePerDay: true });
  const { clock, posts } = device;
  await clock.run(device.telemetry.stop());
  const sent = new Map<string, Sent[]>();
  for (const [launch, { waitMs, minor, fates, turns: count, isLeftOpen }] of launches.entries()) {
    await clock.advance(waitMs);
    device.replies = collector.replies(...fates);
    const before = posts.length;
    const session = device.start({ release: { version: `1.${minor}.0` }, launch$: of(0) });
    await clock.advance(60_000); // longer than all attempts
    turns(session, count);
    if (!isLeftOpen) await clock.run(session.stop());
    for (const post of posts.slice(before)) sent.set(post.id, [...(sent.get(post.id) ?? []), { ...post, launch }]);
  }
  return { sent, countedAt: collector.countedAt };
}

test('should be counted at most once a UTC day, whatever becomes of its posts', async () => {
  await fc.assert(
    fc.asyncProperty(lifeOf(fates), async (launches) => {
      const days = [...(await live(launches)).countedAt.values()].map((at) => Math.floor(at / day));
      expect(days).toEqual([...new Set(days)]);
    }),
    { numRuns: 100 },
  );
});

test('should send a key for at most 14 days and by at most 8 launches', async () => {
  const unsettled = ['counted, its answer lost', 'lost', 'answered by a captive portal', 'not found'] as const;
  let most = { days: 0, launches: 0 };
  await fc.assert(
    fc.asyncProperty(fc.oneof(lifeOf(fates), lifeOf(unsettled)), async (launches) => {
      for (const posts of (await live(launches)).sent.values()) {
        const days = ((posts.at(-1)?.at ?? 0) - (posts[0]?.at ?? 0)) / day;
        most = {
          days: Math.max(most.days, days),
          launches: Math.max(most.launches, new Set(posts.map(({ launch }) => launch)).size),
        };
        expect(most.days).toBeLessThanOrEqual(batchRetentionDays);
        expect(most.launches).toBeLessThanOrEqual(maxLaunches);
      }
    }),
    { numRuns: 100 },
  );
  // Both limits are reached, so that this can fail.
  expect(most.days).toBeGreaterThan(batchRetentionDays - 5);
  expect(most.launches).toBe(maxLaunches);
});

test('should deliver all of many releases, one a day, and by hand at once', async () => {
  const device = world({ oncePerDay: true });
  const { clock, posts } = device;
  for (let minor = 0; minor < 5; minor++) {
    const session = device.start({ release: { version: `1.${minor}.0` } });
    turns(session, 1);
    await clock.run(session.stop());
  }
  for (let launch = 0; launch < 6; launch++) {
    const session = device.start({ launch$: of(0) });
    await clock.advance(8 * hour);
    await clock.run(session.stop());
  }
  expect(posts).toHaveLength(3);
  expect(await device.flush()).toMatchObject({ delivered: 2 });
  expect(await device.flush()).toMatchObject({ skipped: 'empty' });
});
