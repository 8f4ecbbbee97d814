import type { Counters, Tally } from '../../../src/index.js';
import { isAlive, type Tab } from './tab.js';
import type { World } from './world.js';

/** What the app and the page do in one tab; nothing once it is dead. */
export type Player = ReturnType<typeof playerOf>;

export interface CrashScenario {
  readonly name: string;
  /** What former sessions have left. */
  readonly left?: readonly Tally[];
  /** The answer at the start; `stored`: there is none, and `storedConsent` keeps the one that is given. */
  readonly answer: boolean | undefined | 'stored';
  /** What becomes of each request; of those after them, nothing bad. */
  readonly fates?: readonly string[];
  /** Before the steps that are counted. */
  readonly warmUp?: (tab: Player) => Promise<void>;
  readonly play: (tab: Player) => Promise<void>;
  /** How many requests are sent when the tab lives. */
  readonly requests: number;
}

export const minute = 60_000;
export const day = 86_400_000;

/** What a former session of release `version` has left. */
export const left = (version: string, counters: Counters): Tally => ({ release: { version, os: 'linux' }, counters });
export const pending = [left('0.9.0', { 'turns/total': 2, 'compaction/total': 1 })];

export const launch = async (tab: Player): Promise<void> => {
  tab.launch();
  await tab.pass(minute);
};

export const playerOf = (world: World, tab: Tab) => ({
  /** A count of its own, outside any turn. */
  note: () => world.act(tab, () => world.count(tab, 'plan/free')),
  turn: () =>
    world.act(tab, () => {
      world.count(tab, 'plan/free');
      world.count(tab, { kind: 'turn_done' });
    }),
  hide: () => world.act(tab, () => tab.hidden$.next()),
  launch: () => world.act(tab, () => tab.launch$.next()),
  stop: () => world.act(tab, () => world.stop(tab)),
  answer: (agree: boolean) =>
    world.act(tab, () => {
      if (world.consent$) world.answer(agree);
      else tab.consent.answer(agree).catch(() => {});
    }),
  pass: (ms: number): Promise<void> => (isAlive(tab) ? world.clock.advance(ms) : world.eventLoop.settled()),
});
