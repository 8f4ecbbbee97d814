import { expect } from 'vitest';
import { type CrashScenario, minute, playerOf } from './crashScenario.js';
import { fateOf } from './fates.js';
import { settleAccounts } from './law.js';
import { total } from './sums.js';
import { isAlive, type Tab, unsaved } from './tab.js';
import { createWorld, type World } from './world.js';

/** What happens between a crash and the next start. `goes on`: what the tab had written and sent still takes effect. */
export const aftermaths = ['relaunch', 'goes on', 'power cut', 'shorter power cut'] as const;
export type Aftermath = (typeof aftermaths)[number];

/** Where a tab crashes: at its n-th step, from 1 on. */
export interface Crash {
  readonly at: number;
  readonly then: Aftermath;
}

const never = Number.POSITIVE_INFINITY;

/** Runs `work` with a world in which the scenario was played, in a tab that crashes as given, or lives. */
export async function afterPlaying(
  scenario: CrashScenario,
  crash: Crash | undefined,
  work: (world: World, tab: Tab, steps: readonly string[]) => Promise<void>,
): Promise<void> {
  const { answer, fates = [], warmUp } = scenario;
  const world = createWorld({ consent: answer === 'stored' ? 'stored' : 'shared' });
  try {
    if (answer !== 'stored') world.answer(answer);
    if (scenario.left) await world.leave(scenario.left);
    world.fates.push(...fates.map(fateOf));
    const tab = world.open();
    const player = playerOf(world, tab);
    await warmUp?.(player);
    const before = tab.steps.length;
    if (crash) world.light(tab, crash.at - 1, crash.then === 'goes on');
    await scenario.play(player);
    if (isAlive(tab)) world.kill(tab, false);
    await world.eventLoop.settled();
    await work(world, tab, tab.steps.slice(before));
  } finally {
    world.end();
  }
}

/** Whether a crash can have that aftermath. */
export function canHave(then: Aftermath, world: World, tab: Tab): boolean {
  if (then === 'power cut') return world.disk.unsynced() > 0;
  if (then === 'shorter power cut') return world.disk.unsynced() > 1;
  return then === 'relaunch' || tab.leftUnfinished;
}

export async function befall(then: Aftermath, world: World): Promise<void> {
  if (then === 'power cut') await world.cutPower(0);
  if (then === 'shorter power cut') await world.cutPower(1 - 1 / world.disk.unsynced());
}

/** The next start, and its launch; it crashes at step `at`. */
export async function relaunch(world: World, at = never): Promise<Tab> {
  if (world.consent$) world.upgrade();
  const tab = world.open();
  world.light(tab, at - 1, false);
  const player = playerOf(world, tab);
  await player.pass(10);
  player.launch();
  await player.pass(minute);
  return tab;
}

/** Starts again and goes on until nothing is left to deliver, with consent in the end; the law must hold then. */
export async function recover(world: World): Promise<void> {
  await relaunch(world);
  world.deliverHeld();
  await settleAccounts(world);
}

/** Without any crash: everything is saved in time, the log of the disk is true, and the law holds. Returns the steps. */
export async function rehearse(scenario: CrashScenario): Promise<readonly string[]> {
  let taken: readonly string[] = [];
  await afterPlaying(scenario, undefined, async (world, tab, steps) => {
    taken = steps;
    if (total(world.sum('erased')) === 0) expect(total(unsaved(tab)), 'all is saved').toBe(0);
    expect(await world.disk.read(), 'the log says what the database holds').toEqual(world.disk.contents());
    expect(world.requests(), 'it is the scenario that its name says').toBe(scenario.requests);
    await recover(world);
  });
  return taken;
}
