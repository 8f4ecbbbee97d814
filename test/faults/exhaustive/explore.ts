import { now } from '../../support/ledgers.js';
import { calamities } from './calamities.js';
import { wireSteps } from './collector.js';
import { countingSteps } from './counting.js';
import { emptyDisk } from './disk.js';
import { keyOf } from './key.js';
import { brokenLaw, undrained } from './laws.js';
import { consentSteps, startTab } from './performConsent.js';
import { deliverySteps } from './performDelivery.js';
import type { Rules } from './rules.js';
import { type Scenario, type Setting, settingOf } from './setting.js';
import type { Step, World } from './world.js';

export interface Search {
  readonly states: number;
  readonly transitions: number;
  /** Of the shortest way to the state that is farthest away. */
  readonly depth: number;
  /** The shortest way to a broken law, one line a step, the law last. */
  readonly trace?: readonly string[];
}

const beginning = ({ tabs, faults }: Scenario): World => ({
  disk: emptyDisk,
  durable: emptyDisk,
  tabs: Array.from({ length: tabs }, () => undefined),
  wire: [],
  settled: [],
  counted: 0,
  consent: { given: true, number: 1, withdrawn: 0 },
  observed: [],
  taken: 0,
  now,
  skew: 0,
  faults,
  ids: 0,
  epochs: 0,
});

/** Everything that may happen next. */
function stepsOf(world: World, setting: Setting): Step[] {
  const steps: Step[] = [];
  const emit = (say: string, next: World, calm?: number): void => {
    steps.push({ say, next, calm });
  };
  const free = world.tabs.indexOf(undefined);
  if (free >= 0) startTab(world, free, setting, emit);
  world.tabs.forEach((tab, at) => {
    if (!tab) return;
    consentSteps(world, at, tab, setting, emit);
    countingSteps(world, at, tab, setting, emit);
    deliverySteps(world, at, tab, setting, emit);
  });
  wireSteps(world, setting, emit);
  calamities(world, setting, emit);
  return steps;
}

/** The number of the step that is taken once all is well. */
function calmStep(steps: readonly Step[]): number {
  let calmest = -1;
  steps.forEach(({ calm }, at) => {
    if (calm !== undefined && calm < (steps[calmest]?.calm ?? Number.POSITIVE_INFINITY)) calmest = at;
  });
  return calmest;
}

/** Breadth first over all states that the scenario allows, until a law is broken or there are no more. */
export function explore(scenario: Scenario, rules: Rules): Search {
  const setting = settingOf(scenario, rules);
  const first = beginning(scenario);
  const seen = new Map<string, number>([[keyOf(first, setting), 0]]);
  const parents = [0];
  /** Which step of its parent leads to a state, and which state follows once all is well. */
  const ordinals = [0];
  const calm = [-1];
  let transitions = 0;
  let depth = 0;
  let undrainedAt = -1;

  const stepsTo = (state: number): number[] => {
    const path: number[] = [];
    for (let at = state; at > 0; at = parents[at] ?? 0) path.unshift(ordinals[at] ?? 0);
    return path;
  };
  const result = (trace?: readonly string[]): Search => ({
    states: seen.size,
    transitions,
    depth,
    ...(trace && { trace }),
  });

  let frontier: (readonly [number, World])[] = [[0, first]];
  while (frontier.length) {
    const nextFrontier: (readonly [number, World])[] = [];
    for (const [state, world] of frontier) {
      const steps = stepsOf(world, setting);
      const calmest = calmStep(steps);
      if (calmest < 0 && undrainedAt < 0 && undrained(world, setting)) undrainedAt = state;
      for (const [ordinal, { next }] of steps.entries()) {
        transitions++;
        const key = keyOf(next, setting);
        let known = seen.get(key);
        if (known === undefined) {
          known = seen.size;
          seen.set(key, known);
          parents.push(state);
          ordinals.push(ordinal);
          calm.push(-1);
          nextFrontier.push([known, next]);
        }
        if (ordinal === calmest) calm[state] = known;
        const broken = brokenLaw(next, setting);
        if (broken) return result([...replay(first, [...stepsTo(state), ordinal], setting), broken]);
      }
    }
    frontier = nextFrontier;
    if (frontier.length) depth++;
  }
  const stuck = undrainedAt >= 0 ? undrainedAt : firstOnACycle(calm);
  if (stuck < 0) return result();
  return result([...replay(first, stepsTo(stuck), setting), ...calmly(first, stepsTo(stuck), setting)]);
}

/** The first state from which, all being well, the same comes again and again. */
function firstOnACycle(calm: readonly number[]): number {
  const [unknown, onTheWay, drains] = [0, 1, 2];
  const known = new Uint8Array(calm.length);
  for (let start = 0; start < calm.length; start++) {
    const way: number[] = [];
    let at = start;
    for (; at >= 0 && known[at] === unknown; at = calm[at] ?? -1) {
      known[at] = onTheWay;
      way.push(at);
    }
    if (known[at] === onTheWay) return start;
    for (const each of way) known[each] = drains;
  }
  return -1;
}

function replay(first: World, path: readonly number[], setting: Setting): string[] {
  let world = first;
  return path.map((ordinal) => {
    const step = stepsOf(world, setting)[ordinal];
    if (!step) throw new Error('a path that does not exist');
    world = step.next;
    return step.say;
  });
}

/** What happens from a state on once all is well, until nothing more does or it repeats itself. */
function calmly(first: World, path: readonly number[], setting: Setting): string[] {
  let world = first;
  for (const ordinal of path) world = stepsOf(world, setting)[ordinal]?.next ?? world;
  const lines = ['from here on all is well'];
  const seen = new Set<string>();
  for (;;) {
    const steps = stepsOf(world, setting);
    const step = steps[calmStep(steps)];
    if (!step) return [...lines, undrained(world, setting) ?? 'everything has left the ledger'];
    const key = keyOf(world, setting);
    if (seen.has(key)) return [...lines, 'and so on for ever: the outbox never drains'];
    seen.add(key);
    lines.push(step.say);
    world = step.next;
  }
}
