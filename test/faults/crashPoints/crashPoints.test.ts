import { afterAll, describe, expect, test } from 'vitest';
import { totalOf } from '../../../src/reducers/counters.js';
import { lifeOf, type Port, ports, type Step } from './life.js';
import type { Machine } from './machine.js';
import { type Aftermath, aftermaths, befall, canBe, play, recover, relaunch } from './run.js';
import type { Scenario } from './scenario.js';
import { scenarios, small } from './scenarios.js';

/** A test's time, on a machine that is busy with others. */
const timeout = 600_000;

const covered = new Map<Port, number>();
let points = 0;
let deaths = 0;

const oneMore = <K>(counts: Map<K, number>, key: K): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

function report(name: string, { length }: readonly Step[], fates: ReadonlyMap<string, number>): void {
  const each = [...fates].map(([fate, count]) => `${count} × ${fate}`);
  console.log(`${length} crash points, ${each.join(', ')}: ${name}`);
  points += length;
  for (const count of fates.values()) deaths += count;
}

/** Nobody dies: all that is offered under consent is saved in time, and the law holds. */
async function rehearse(scenario: Scenario): Promise<readonly Step[]> {
  const { on, steps } = await play(scenario);
  const { saved, erased } = on.disk;
  if (scenario.answer && totalOf(erased) === 0) expect(saved, 'all is saved').toEqual(on.offered);
  expect(await on.stored(), 'both witnesses agree').toEqual(on.disk.contents);
  expect(on.posts.length, 'it is the scenario that its name says').toBe(scenario.arrive);
  await recover(on, scenario);
  for (const { port } of steps) oneMore(covered, port);
  return steps;
}

describe('whoever dies, and wherever: what was saved is counted once, or given up and reported, or erased', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (name, scenario) => {
      const steps = await rehearse(scenario);
      const fates = new Map<string, number>();
      for (let at = 1; at <= steps.length; at++) {
        const first = await play(scenario, at);
        expect(first.steps, 'each run takes the same steps').toEqual(steps.slice(0, at));
        const possible = aftermaths.filter((each) => canBe(each, first.on));
        for (const aftermath of possible) {
          const { on } = aftermath === 'relaunch' ? first : await play(scenario, at);
          await befall(aftermath, on);
          await recover(on, scenario);
          oneMore(fates, aftermath);
        }
      }
      report(name, steps, fates);
    },
    timeout,
  );
});

/** What a death leaves, if it can be followed by that. */
async function diedOnce(scenario: Scenario, at: number, then: Aftermath): Promise<Machine | undefined> {
  const { on } = await play(scenario, at);
  if (!canBe(then, on)) return undefined;
  await befall(then, on);
  return on;
}

describe('whoever dies, and dies again in the relaunch', () => {
  test.each(small.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (name, scenario) => {
      const steps = await rehearse(scenario);
      const fates = new Map<string, number>();
      const states = new Set<string>();
      for (let first = 1; first <= steps.length; first++) {
        for (const then of aftermaths) {
          const met = await diedOnce(scenario, first, then);
          // Whoever dies a little later, but has done nothing in between, leaves the same to the relaunch.
          if (!met || states.has(met.state())) continue;
          states.add(met.state());
          for (let second = 1; ; second++) {
            const on = (await diedOnce(scenario, first, then)) ?? met;
            const life = lifeOf(second);
            await relaunch(on, scenario, life);
            if (life.alive) break;
            await on.clock.idle();
            const aftermath = canBe('power cut', on) ? 'power cut' : 'relaunch';
            await befall(aftermath, on);
            await recover(on, scenario);
            oneMore(fates, aftermath);
          }
        }
      }
      expect(states.size).toBeGreaterThan(2);
      report(`dies again wherever it can, ${states.size} states: ${name}`, steps, fates);
    },
    timeout,
  );
});

test('each kind of port is among the crash points', () => {
  expect(points).toBeGreaterThan(0);
  expect(new Set(covered.keys())).toEqual(new Set(ports));
});

afterAll(() => console.log(`${points} crash points in all, ${deaths} deaths`));
