import { type CrashScenario, day, launch, left, minute, type Player, pending } from './crashScenario.js';

/** Something pending from a former session, and one turn of this one. */
const countedThenLaunched = async (tab: Player): Promise<void> => {
  await tab.pass(0);
  tab.turn();
  await tab.pass(10);
  await launch(tab);
};

const delivery = (name: string, ...fates: string[]): CrashScenario => ({
  name,
  left: pending,
  answer: true,
  fates,
  play: countedThenLaunched,
  requests: fates.length + 2,
});

const delivering: readonly CrashScenario[] = [
  {
    name: 'a session of several turns, then a launch of four batches of two releases',
    left: [left('0.9.0', { 'turns/total': 100_003 }), left('1.0.0', { 'turns/total': 100_001 })],
    answer: true,
    requests: 4,
    async play(tab) {
      await tab.pass(0);
      for (const pause of [10, 0, 7000]) {
        tab.turn();
        tab.note();
        await tab.pass(pause);
      }
      await launch(tab);
    },
  },
  delivery('a launch that is turned away for a moment (503, void, Retry-After)', 'void 503, Retry-After 7'),
  {
    name: 'a launch that is turned away for hours (429, void, Retry-After)',
    left: pending,
    answer: true,
    fates: ['void 429, Retry-After 7200'],
    requests: 3,
    async play(tab) {
      await countedThenLaunched(tab);
      await tab.pass(121 * minute);
      await launch(tab);
    },
  },
  delivery('a launch of which one counter is refused', 'void 400 that names a counter'),
  delivery('a launch whose answer is lost', 'reset after counting'),
  { ...delivery('a launch whose answer breaks off', 'void 400, its answer cut'), requests: 4 },
  delivery('a launch whose answer comes too late', 'answer after the timeout'),
  delivery(
    'a launch through a captive portal, then without a network',
    "captive portal's 200",
    'reset before it arrived',
  ),
  {
    name: 'three launches that are refused without a reason',
    left: pending,
    answer: true,
    fates: ['void 422', 'void 422', 'void 422'],
    requests: 3,
    async play(tab) {
      await countedThenLaunched(tab);
      for (let again = 0; again < 2; again++) {
        await tab.pass(day);
        await launch(tab);
      }
    },
  },
];

const consenting: readonly CrashScenario[] = [
  {
    name: 'consent withdrawn while a request is under way',
    left: pending,
    answer: true,
    fates: ['hangs before it arrived'],
    requests: 1,
    async play(tab) {
      await tab.pass(0);
      tab.turn();
      tab.launch();
      await tab.pass(10);
      tab.note();
      tab.answer(false);
      await tab.pass(minute);
    },
  },
  {
    name: 'consent withdrawn and given again in one breath',
    left: pending,
    answer: true,
    requests: 1,
    async play(tab) {
      await tab.pass(0);
      tab.turn();
      tab.answer(false);
      tab.answer(true);
      tab.turn();
      await tab.pass(10);
      await launch(tab);
    },
  },
  {
    name: 'consent given at last',
    answer: undefined,
    requests: 1,
    async play(tab) {
      tab.note();
      await tab.pass(10);
      tab.answer(true);
      tab.turn();
      await tab.pass(10);
      await launch(tab);
    },
  },
  {
    name: 'the first start ever, answered and kept',
    answer: 'stored',
    requests: 1,
    async play(tab) {
      await tab.pass(10);
      tab.answer(true);
      await tab.pass(10);
      tab.turn();
      await tab.pass(10);
      await launch(tab);
    },
  },
  {
    name: 'a kept answer, withdrawn after a batch was sent whose answer is lost',
    answer: 'stored',
    fates: ['reset after counting'],
    requests: 1,
    async warmUp(tab) {
      await tab.pass(10);
      tab.answer(true);
      await tab.pass(10);
    },
    async play(tab) {
      tab.turn();
      tab.launch();
      await tab.pass(100);
      tab.turn();
      tab.answer(false);
      await tab.pass(minute);
    },
  },
];

/** Moments at which counts are saved without their turn having ended, or without a launch. */
const saving: readonly CrashScenario[] = [
  {
    name: 'the page is hidden in the middle of a turn',
    answer: true,
    requests: 0,
    async play(tab) {
      await tab.pass(0);
      tab.note();
      await tab.pass(10);
      tab.note();
      tab.hide();
      await tab.pass(10);
    },
  },
  {
    name: 'stop() in the middle of a turn and of a launch',
    left: pending,
    answer: true,
    fates: ['answer after the timeout'],
    requests: 1,
    async play(tab) {
      await tab.pass(0);
      tab.launch();
      await tab.pass(10);
      tab.note();
      tab.turn();
      tab.note();
      tab.stop();
      await tab.pass(minute);
    },
  },
  {
    name: 'the fold after the 64th append',
    answer: true,
    requests: 0,
    async warmUp(tab) {
      for (let turn = 0; turn < 62; turn++) {
        await tab.pass(0);
        tab.turn();
      }
      await tab.pass(0);
    },
    async play(tab) {
      for (let turn = 0; turn < 4; turn++) {
        tab.turn();
        await tab.pass(0);
      }
    },
  },
];

export const crashScenarios: readonly CrashScenario[] = [...delivering, ...consenting, ...saving];

/** Small enough to crash at every step, and again at every step of the relaunch. */
export const smallScenarios: readonly CrashScenario[] = [
  {
    name: 'a launch whose answer is lost',
    left: [left('1.0.0', { 'turns/total': 1 })],
    answer: true,
    fates: ['reset after counting'],
    requests: 2,
    play: launch,
  },
  {
    name: 'consent withdrawn',
    left: pending,
    answer: true,
    requests: 0,
    async play(tab) {
      await tab.pass(0);
      tab.answer(false);
      await tab.pass(10);
    },
  },
];
