import { expect, onTestFinished, test } from 'vitest';
import { indexedDbStore, type LedgerStore, type Status, storedConsent, type Telemetry } from '../../../src/index.js';
import { endpoint } from '../../support/endpoint.js';
import { Clock, keptIn, settle, turns, until, world } from '../../support/world.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { keptAnswers, plainAnswers, stage } from './run.js';
import type { Step, TabStep } from './steps.js';
import { type Access, answersOf, prompt } from './tabs.js';

// What the properties beside this file have found, and what was found by reading.

const slow: Access = { before: 2000, after: 2000, fails: false };
const failing: Access = { ...prompt, fails: true };
const told = (say: unknown): TabStep => ({ say, tab: 0 });
const done = (what: 'count' | 'restart' | 'hide'): TabStep => ({ do: what, tab: 0 });

test.each<[string, readonly Access[], readonly TabStep[]]>([
  [
    'stop() waits for an erasure that a later yes has overtaken: it must not take what the next session counts',
    [slow],
    [done('hide'), told(false), told(true), done('restart'), done('count')],
  ],
  [
    'stop() waits for an erasure that storage refuses at first: what was withdrawn must not be back in the next session',
    [prompt, prompt, prompt, failing],
    [done('count'), done('hide'), { wait: 40, tab: 0 }, told(false), told(true), done('restart'), done('count')],
  ],
  [
    'a question that was on its way when the answer became no is not put any more: it made the next yes start over',
    [prompt, prompt, { before: 2000, after: 0, fails: false }],
    [told(true), told(false), { wait: 0, tab: 0 }, told(true), done('count')],
  ],
])('%s', async (_, accesses, steps) => {
  const { take, end } = stage([() => plainAnswers(answersOf([true]))], { accesses, fates: [] });
  for (const step of steps) await take(step);
  await end();
});

test('a session that is asked again begins after what the former one still erases: else it counts under an epoch that is gone', async () => {
  const at = (tab: number, ...steps: Step[]): TabStep[] => steps.map((step) => ({ ...step, tab }));
  const inBoth = (...steps: Step[]): TabStep[] => steps.flatMap((step) => [...at(0, step), ...at(1, step)]);
  const story: readonly (TabStep | 'calm')[] = [
    ...inBoth({ say: true }, { wait: 40 }),
    ...at(0, { say: false }, { do: 'restart' }, { say: undefined }, { say: false }),
    ...at(1, { do: 'inspect' }),
    ...at(0, { say: true }, { say: true }),
    ...at(1, { say: true }),
    ...inBoth({ wait: 40 }),
    'calm',
    ...inBoth({ do: 'count' }, { do: 'turn' }, { do: 'count' }),
  ];
  const accesses = [{ ...prompt, after: 2000 }, slow];
  const { take, calm, end } = stage([keptAnswers([0, 1]), keptAnswers()], { accesses, fates: [] }, true);
  for (const step of story) await (step === 'calm' ? calm() : take(step));
  await end();
});

const statusOf = ({ status$ }: Telemetry): Status => {
  const statuses: Status[] = [];
  status$.subscribe((status) => statuses.push(status)).unsubscribe();
  return statuses[0] ?? expect.fail('status$ said nothing');
};

/** Two tabs that share a kept answer, and have counted; how often each has erased. */
async function twoTabs() {
  freshIndexedDB();
  const clock = new Clock(60);
  const consent = storedConsent({ endpoint, name: 'kept' });
  await consent.answer(true);
  const erasures: string[] = [];
  const open = (): LedgerStore => {
    const store = indexedDbStore({ endpoint, name: 'kept' });
    return {
      ...store,
      apply: (action) => {
        if (action.type === 'erased') erasures.push(action.type);
        return store.apply(action);
      },
    };
  };
  const made = world({ enabled: false }, clock);
  const tabs = [1, 2].map(() =>
    made.start({ enabled: true, store: open(), consent$: storedConsent({ endpoint, name: 'kept' }).consent$ }),
  );
  onTestFinished(async () => {
    for (const tab of tabs) await clock.run(tab.stop());
  });
  const hear = async (answer: boolean): Promise<void> => {
    await consent.answer(answer);
    for (const tab of tabs) await until(async () => (await clock.run(tab.inspect())).consent === answer);
    await clock.advance(5000);
  };
  await hear(true);
  for (const tab of tabs) turns(tab, 2);
  await clock.advance(5000);
  return { clock, tabs, erasures, hear, store: indexedDbStore({ endpoint, name: 'kept' }) };
}

test('two tabs that hear a no erase once and for all, and not in turns what the other has erased', async () => {
  const { clock, tabs, erasures, hear, store } = await twoTabs();
  expect(keptIn(await store.read())).toEqual({ 'turns/total': 4 });
  await hear(false);
  // A no on top of a no: another epoch, for which each tab is asked again.
  await storedConsent({ endpoint, name: 'kept' }).answer(false);
  for (const tab of tabs) await clock.run(tab.inspect());
  await clock.advance(6000);
  const [{ epoch }, before] = [await store.read(), erasures.length];
  for (let round = 0; round < 5; round++) {
    for (const tab of tabs) {
      turns(tab, 1);
      await clock.run(tab.flush());
      await clock.run(tab.inspect());
      await clock.advance(6000);
    }
  }
  expect(erasures.slice(before)).toEqual([]);
  expect(await store.read()).toMatchObject({ epoch, pending: [] });
  store.close();
});

test('a tab that is off counts nothing, not even for show, also while it is asked again', async () => {
  const { clock, tabs, hear, store } = await twoTabs();
  await hear(false);
  const counted = tabs.map((tab) => statusOf(tab).counted);
  for (let round = 0; round < 3; round++) {
    await storedConsent({ endpoint, name: 'kept' }).answer(false);
    for (const tab of tabs) void tab.inspect();
    for (let moment = 0; moment < 100; moment++) {
      await settle(1);
      for (const tab of tabs) turns(tab, 1);
      for (const tab of tabs) tab.count('turns/total');
    }
    await clock.advance(6000);
  }
  expect(tabs.map((tab) => statusOf(tab))).toMatchObject(counted.map((count) => ({ state: 'off', counted: count })));
  store.close();
});
