import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { total } from '../../../bench/fleet/audit.js';
import { checkConservation } from '../../../bench/fleet/checkConservation.js';
import { peaksOf } from '../../../bench/fleet/loadCurve.js';
import { simulate } from '../../../bench/fleet/simulate.js';
import { createVirtualTime } from '../../../bench/fleet/virtualTime.js';
import { sqliteStore } from '../../../packages/collector/src/index.js';

/** Tuesday to Friday, with the outage on Thursday. */
const calendar = { from: 1, to: 5, outageDay: 3, upgradeFrom: 1 };

test('a fleet should account for every count of every release, over an outage and an upgrade', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-fleet-'));
  const store = sqliteStore(`file:${join(folder, 'fleet.db')}`);
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const days: number[] = [];
  const result = await simulate({
    installs: 300,
    calendar,
    launchJitterMs: 10_000,
    shareOfLostAnswers: 0.1,
    store,
    async onDay(soFar) {
      days.push(soFar.days);
      expect(checkConservation(soFar)).toEqual([]);
    },
  });
  expect(days).toEqual([2, 3, 4]);
  // Nothing happens before the first day.
  expect(Math.max(...result.attempts.subarray(0, 86_400))).toBe(0);
  expect(checkConservation(result)).toEqual([]);
  expect(total(result.collected)).toBeGreaterThan(total(result.saved) / 3);
  expect(new Set([...result.collected.keys()].map((key) => key.split(' ')[0]))).toEqual(new Set(['1.4.0', '1.5.0']));
  // Each launch that cannot reach the collector tries again.
  const { normal, outage } = peaksOf(result.attempts, calendar);
  expect(outage).toBeGreaterThan(normal);
});

test('virtual time does what is due in its order, and nothing that was cancelled', async () => {
  const time = createVirtualTime(0);
  const done: string[] = [];
  const delays = [5, 3, 9, 1, 7, 3, 2, 8, 6, 4, 0];
  delays.forEach((delay, index) => void time.schedule(() => done.push(`${delay}/${index}`), delay));
  time.schedule(() => done.push('cancelled'), 2).unsubscribe();
  time.at(4, async () => {
    await new Promise((resolve) => setTimeout(resolve));
    done.push(`late at ${time.now()}`);
  });
  await time.run(8);
  expect(done).toEqual(['0/10', '1/3', '2/6', '3/1', '3/5', '4/9', 'late at 4', '5/0', '6/8', '7/4', '8/7']);
  expect(time.now()).toBe(8);
});
