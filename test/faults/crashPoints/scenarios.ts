import type { Counters, Tally } from '../../../src/index.js';
import { problem, type Reply, silence } from '../../support/world.js';
import type { honestCollector } from '../../support/worldCollector.js';
import type { Tab } from './tab.js';

export interface Scenario {
  readonly name: string;
  /** What former sessions have left. */
  readonly before?: readonly Tally[];
  /** The person's answer, as the app tells it; `stored`: storedConsent keeps it. */
  readonly answer: boolean | undefined;
  readonly stored?: true;
  /** What happens to each request; the last stays. */
  readonly replies?: (collector: ReturnType<typeof honestCollector>) => Reply[];
  /** Before the steps that are counted. */
  readonly warmUp?: (tab: Tab) => Promise<void>;
  readonly play: (tab: Tab) => Promise<void>;
  /** How many requests arrive when nobody dies. */
  readonly arrive: number;
}

const minute = 60_000;
const day = 86_400_000;
const marks = (from: number, to: number): Counters =>
  Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`mark/m${from + n}`, 1]));
const left = (counters: Counters, version = '1.4.0'): Tally => ({ release: { version, os: 'linux' }, counters });

/** The same refusal in other words: the id is void all the same. */
const withRetryAfter =
  (refusal: Reply, status: number, seconds: number): Reply =>
  async (post) => {
    const { headers } = await refusal(post);
    if (!headers.get('content-type')?.startsWith('application/problem')) return new Response(null, { status: 202 });
    return problem(status, { void: true }, { 'retry-after': String(seconds) })(post);
  };

const launch = async (tab: Tab): Promise<void> => {
  tab.launch();
  await tab.pass(minute);
};
/** Something pending from a former session, and one turn of this one. */
const countedThenLaunched = async (tab: Tab): Promise<void> => {
  await tab.pass(0);
  tab.turn();
  await tab.pass(10);
  await launch(tab);
};
const pending = [left(marks(100, 102), '1.3.0')];

type Fate = Parameters<ReturnType<typeof honestCollector>['reply']>[0];
const delivery = (name: string, ...fates: Fate[]): Scenario => ({
  name,
  before: pending,
  answer: true,
  replies: (collector) => collector.replies(...fates, 'counted'),
  play: countedThenLaunched,
  arrive: fates.length + 2,
});

export const scenarios: readonly Scenario[] = [
  {
    name: 'a session of several turns, then a launch of four batches of two releases',
    before: [left({ 'turns/total': 1_000_003 }, '1.3.0'), left(marks(60, 128))],
    answer: true,
    arrive: 4,
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
  {
    name: 'a launch that is turned away for a moment (503, void, Retry-After)',
    before: pending,
    answer: true,
    replies: (collector) => [withRetryAfter(collector.reply('turned away'), 503, 5), collector.reply('counted')],
    arrive: 3,
    play: countedThenLaunched,
  },
  {
    name: 'a launch that is turned away for an hour (429, void, Retry-After)',
    before: pending,
    answer: true,
    replies: (collector) => [withRetryAfter(collector.reply('turned away'), 429, 3600), collector.reply('counted')],
    arrive: 3,
    async play(tab) {
      await countedThenLaunched(tab);
      await tab.pass(61 * minute);
      await launch(tab);
    },
  },
  delivery('a launch of which one counter is refused', 'refused for its first counter'),
  delivery('a launch whose answer is lost', 'counted, its answer lost'),
  delivery('a launch whose answer comes too late', 'counted, its answer too late'),
  delivery('a launch through a captive portal, then without a network', 'answered by a captive portal', 'lost'),
  {
    name: 'three launches that are refused without a reason',
    before: pending,
    answer: true,
    replies: (collector) => collector.replies('refused', 'refused', 'refused', 'counted'),
    arrive: 3,
    async play(tab) {
      await countedThenLaunched(tab);
      for (let again = 0; again < 2; again++) {
        await tab.pass(day);
        await launch(tab);
      }
    },
  },
  {
    name: 'consent withdrawn while a request is under way',
    before: pending,
    answer: true,
    replies: (collector) => [silence, collector.reply('counted')],
    arrive: 1,
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
    before: pending,
    answer: true,
    arrive: 1,
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
    arrive: 1,
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
    answer: undefined,
    stored: true,
    arrive: 1,
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
    answer: undefined,
    stored: true,
    replies: (collector) => collector.replies('counted, its answer lost', 'counted'),
    async warmUp(tab) {
      await tab.pass(10);
      tab.answer(true);
      await tab.pass(10);
    },
    arrive: 1,
    async play(tab) {
      tab.turn();
      tab.launch();
      await tab.pass(100);
      tab.turn();
      tab.answer(false);
      await tab.pass(minute);
    },
  },
  {
    name: 'the page is hidden in the middle of a turn',
    answer: true,
    arrive: 0,
    async play(tab) {
      await tab.pass(0);
      tab.note();
      tab.hide();
      tab.note();
      await tab.pass(10);
      tab.note();
      await tab.pass(7000);
    },
  },
  {
    name: 'stop() in the middle of a turn and of a launch',
    before: pending,
    answer: true,
    replies: (collector) => collector.replies('counted, its answer too late', 'counted'),
    arrive: 1,
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
    async warmUp(tab) {
      for (let turn = 0; turn < 62; turn++) {
        await tab.pass(0);
        tab.turn();
      }
      await tab.pass(0);
    },
    arrive: 0,
    async play(tab) {
      for (let turn = 0; turn < 4; turn++) {
        tab.turn();
        await tab.pass(0);
      }
    },
  },
];

/** Small enough to die in, at every step, and again at every step of the relaunch. */
export const small: readonly Scenario[] = [
  {
    name: 'a launch whose answer is lost',
    before: [left(marks(100, 101))],
    answer: true,
    replies: (collector) => collector.replies('counted, its answer lost', 'counted'),
    arrive: 2,
    play: launch,
  },
  {
    name: 'consent withdrawn',
    before: pending,
    answer: true,
    arrive: 0,
    async play(tab) {
      await tab.pass(0);
      tab.answer(false);
      await tab.pass(10);
    },
  },
];
