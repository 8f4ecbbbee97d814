import { afterAll, describe, expect, test } from 'vitest';
import { effort } from '../../support/effort.js';
import {
  type Aftermath,
  aftermaths,
  afterPlaying,
  befall,
  type Crash,
  canHave,
  recover,
  rehearse,
  relaunch,
} from './crashRuns.js';
import type { CrashScenario } from './crashScenario.js';
import { crashScenarios, smallScenarios } from './crashScenarios.js';
import { isAlive } from './tab.js';

/** A test's time, on a machine that is busy with others. */
const timeout = 600_000;

/** In `npm test` a tab crashes at every fourth step. */
const stride = effort(4, 1);

/** Where a tab can crash. */
const ports = [
  ...['app', 'consent', 'id', 'timer', 'open', 'opened', 'transaction', 'put', 'heard', 'committed'],
  ...['lock', 'lock granted', 'lock released', 'fetch', 'answer', 'body', 'channel'],
];
const covered = new Set<string>();
let points = 0;
let crashes = 0;

function report(name: string, steps: readonly string[], counts: ReadonlyMap<Aftermath, number>): void {
  const each = [...counts].map(([aftermath, count]) => `${count} × ${aftermath}`);
  console.log(`${steps.length} crash points, ${each.join(', ')}: ${name}`);
  points += steps.length;
  for (const count of counts.values()) crashes += count;
}

const countOne = (counts: Map<Aftermath, number>, key: Aftermath): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + 1);

describe('a crash at any step: what was saved is counted once, or given up and reported, or erased', () => {
  test.each(crashScenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (name, scenario) => {
      const steps = await rehearse(scenario);
      const counts = new Map<Aftermath, number>();
      for (const step of steps) covered.add(step);
      for (let at = 1; at <= steps.length; at += stride) await crashAt(scenario, at, steps, counts);
      report(name, steps, counts);
    },
    timeout,
  );
});

/** The tab crashes at one step, with everything that can follow. */
async function crashAt(
  scenario: CrashScenario,
  at: number,
  steps: readonly string[],
  counts: Map<Aftermath, number>,
): Promise<void> {
  let possible: readonly Aftermath[] = [];
  const play = (then: Aftermath): Promise<void> =>
    afterPlaying(scenario, { at, then }, async (world, tab, taken) => {
      expect(taken, 'each run takes the same steps').toEqual(steps.slice(0, at));
      possible = aftermaths.filter((each) => canHave(each, world, tab));
      await befall(then, world);
      await recover(world).catch((error) => {
        throw new Error(`step ${at}, ${steps[at - 1]}, ${then}: ${error.message}`, { cause: error });
      });
      countOne(counts, then);
    });
  await play('relaunch');
  for (const then of possible.filter((each) => each !== 'relaunch')) await play(then);
}

describe('a crash at any step, and another one at any step of the relaunch', () => {
  test.each(smallScenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (name, scenario) => {
      const steps = await rehearse(scenario);
      const counts = new Map<Aftermath, number>();
      const states = new Set<string>();
      for (let at = 1; at <= steps.length; at += stride) {
        for (const then of aftermaths) {
          if (await isNewState(scenario, { at, then }, states)) await crashAgain(scenario, { at, then }, counts);
        }
      }
      expect(states.size).toBeGreaterThan(1);
      report(`again in the relaunch, from ${states.size} states: ${name}`, steps, counts);
    },
    timeout,
  );
});

/** A crash a little later, with nothing done in between, leaves the same to the relaunch. */
async function isNewState(scenario: CrashScenario, crash: Crash, states: Set<string>): Promise<boolean> {
  const { size } = states;
  await afterPlaying(scenario, crash, async (world, tab) => {
    if (!canHave(crash.then, world, tab)) return;
    await befall(crash.then, world);
    states.add(world.state());
  });
  return states.size > size;
}

/** The relaunch crashes too, at each of its steps. */
async function crashAgain(scenario: CrashScenario, crash: Crash, counts: Map<Aftermath, number>): Promise<void> {
  for (let [at, lives] = [1, false]; !lives; at += stride) {
    await afterPlaying(scenario, crash, async (world) => {
      await befall(crash.then, world);
      const next = await relaunch(world, at);
      lives = isAlive(next);
      if (lives) return;
      await world.eventLoop.settled();
      const then = canHave('power cut', world, next) ? 'power cut' : 'relaunch';
      await befall(then, world);
      await recover(world);
      countOne(counts, then);
    });
  }
}

test('every port is among the crash points', () => {
  expect(points).toBeGreaterThan(0);
  expect(covered).toEqual(new Set(ports));
});

afterAll(() => console.log(`${points} crash points in all, ${crashes} crashes`));
