import { expect } from 'vitest';
import { addTo, countersIn, keptIn } from '../../support/world.js';
import { ledgerIn } from './disk.js';
import { expectConserved } from './law.js';
import { type Life, lifeOf, type Step } from './life.js';
import { type Machine, machine } from './machine.js';
import type { Scenario } from './scenario.js';
import { type Tab, tab } from './tab.js';

const minute = 60_000;
const day = 86_400_000;
const maxLaunches = 8;

/** What happens between a death and the next start. */
export const aftermaths = ['relaunch', 'power cut', 'shorter power cut', 'late request'] as const;
export type Aftermath = (typeof aftermaths)[number];

/** Plays a scenario in a tab that dies at step `diesAt`. */
export async function play(scenario: Scenario, diesAt?: number): Promise<{ on: Machine; steps: readonly Step[] }> {
  const on = await machine(scenario);
  const life = lifeOf(scenario.warmUp ? undefined : diesAt);
  const first = tab(on, life, '1.4.0', scenario.stored);
  if (scenario.warmUp) {
    await scenario.warmUp(first);
    life.count(diesAt);
  }
  await scenario.play(first);
  life.end();
  await on.clock.idle();
  return { on, steps: life.steps };
}

/** Whether there is such an aftermath. */
export function canBe(aftermath: Aftermath, { disk, onTheWay }: Machine): boolean {
  if (aftermath === 'power cut') return disk.unsynced > 0;
  if (aftermath === 'shorter power cut') return disk.unsynced > 1;
  return aftermath === 'relaunch' || onTheWay.length > 0;
}

/** Brings an aftermath about; what is on its way arrives late, or never. */
export async function befall(aftermath: Aftermath, on: Machine): Promise<void> {
  if (aftermath === 'power cut') await on.loseCommits(on.disk.unsynced);
  if (aftermath === 'shorter power cut') await on.loseCommits(1);
  if (aftermath !== 'late request') on.onTheWay.length = 0;
}

/** The next start, after an upgrade, and its launch. */
export async function relaunch(on: Machine, scenario: Scenario, life: Life = lifeOf()): Promise<Tab> {
  const next = tab(on, life, '1.5.0', scenario.stored);
  await next.pass(10);
  next.launch();
  await next.pass(minute);
  return next;
}

/** Starts again and goes on until nothing is left to deliver, with consent in the end; the law must hold then. */
export async function recover(on: Machine, scenario: Scenario): Promise<void> {
  const answer = scenario.stored ? storedAnswer(on) : on.answer$.value;
  const sentBefore = on.posts.length;
  const over = { ...(answer === false ? on.offered : on.disk.everErased) };
  const last = await relaunch(on, scenario);
  for (const arrive of on.onTheWay.splice(0)) arrive();
  if (answer !== true) {
    expect(on.posts.length, 'nothing is sent without consent').toBe(sentBefore);
    last.answer(true);
    await last.pass(10);
  }
  const mark = last.turn();
  for (let launch = 0; launch < maxLaunches; launch++) {
    await last.pass(day);
    last.launch();
    await last.pass(minute);
    if (Object.keys(keptIn(ledgerIn(on.disk.contents).ledger)).length === 0) break;
  }
  expect(on.collector.sums[mark as never], 'it counts and sends as ever').toBe(1);
  expectConserved(on);
  expectNothingOf(over, on.posts.slice(sentBefore));
  last.life.end();
}

function expectNothingOf(over: object, posts: Machine['posts']): void {
  const sent = {};
  for (const { body } of posts) addTo(sent, countersIn(body));
  const withdrawn = Object.keys(sent).filter((token) => token.startsWith('mark/') && token in over);
  expect(withdrawn, 'nothing counted before a withdrawal is sent after it').toEqual([]);
}

function storedAnswer({ disk }: Machine): boolean | undefined {
  const record = disk.contents?.get('consent') as { agreed?: unknown } | undefined;
  return record && record.agreed !== false;
}
