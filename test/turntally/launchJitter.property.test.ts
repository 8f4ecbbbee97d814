import fc from 'fast-check';
import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { resolveOptions } from '../../src/resolveOptions.js';
import { effort } from '../support/effort.js';
import { now } from '../support/ledgers.js';
import { endpoint, turns, type World, world } from '../support/world.js';

const launchJitterMs = fc.integer({ min: 1, max: 300_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const numRuns = effort(25, 300);

/** An app with a count to send, whose page has just become idle. */
async function launched(options: { launchJitterMs: number; random: number }): Promise<World> {
  const made = world({ launchJitterMs: options.launchJitterMs, platform: { random: () => options.random } });
  turns(made.telemetry, 1);
  await made.clock.advance(0);
  made.idle$.next();
  await made.clock.advance(0);
  return made;
}

test('should post once, after the wait that is drawn, which is below launchJitterMs', async () => {
  await fc.assert(
    fc.asyncProperty(launchJitterMs, random, async (longest, drawn) => {
      const { clock, posts } = await launched({ launchJitterMs: longest, random: drawn });
      await clock.advance(longest - 1);
      expect(posts.map(({ at }) => at - now)).toEqual([Math.floor(drawn * longest)]);
      await clock.advance(600_000);
      expect(posts).toHaveLength(1);
    }),
    { numRuns },
  );
});

const endings: Record<string, (made: World) => Promise<unknown>> = {
  'a withdrawal': async ({ consent$ }) => consent$.next(false),
  'an answer that is taken back': async ({ consent$ }) => consent$.next(undefined),
  'stop()': ({ telemetry }) => telemetry.stop(),
};

test.each(Object.entries(endings))(
  'should send nothing any more after %s, whenever it comes in the wait',
  async (_, end) => {
    await fc.assert(
      fc.asyncProperty(launchJitterMs, random, random, async (longest, drawn, when) => {
        const waitMs = Math.floor(drawn * longest);
        fc.pre(waitMs > 0);
        const made = await launched({ launchJitterMs: longest, random: drawn });
        await made.clock.advance(Math.floor(when * waitMs));
        const before = made.clock.now();
        await made.clock.run(end(made));
        expect(made.clock.now()).toBe(before);
        await made.clock.advance(600_000);
        expect(made.posts).toEqual([]);
        expect(made.clock.actions).toEqual([]);
      }),
      { numRuns },
    );
  },
);

test('should send at its next launch what a page that was gone before had left', async () => {
  const { telemetry, clock, posts, start, idle$ } = await launched({ launchJitterMs: 10_000, random: 0.9 });
  await clock.advance(1000);
  await clock.run(telemetry.stop());
  start({ platform: { random: () => 0 } });
  await clock.advance(0);
  idle$.next();
  await clock.advance(0);
  expect(posts).toHaveLength(1);
});

test('should send at once by hand, and not again after the wait', async () => {
  const { telemetry, clock, posts } = await launched({ launchJitterMs: 10_000, random: 0.9 });
  await clock.run(telemetry.flush());
  await clock.advance(60_000);
  expect(posts.map(({ at }) => at - now)).toEqual([0]);
});

test('should wait less than ten seconds by default', () => {
  const { launchJitterMs } = resolveOptions({
    endpoint,
    release: { version: '1.4.0', os: 'linux' },
    consent$: of(true),
  });
  expect(launchJitterMs).toBe(10_000);
});
