import { problem, type Reply } from '../../support/world.js';
import type { Fate } from '../../support/worldCollector.js';
import { day, launch, left, marks, minute, pending, type Scenario } from './scenario.js';
import type { Tab } from './tab.js';

/** The same refusal in other words: the id is void all the same. */
const withRetryAfter =
  (refusal: Reply, status: number, seconds: number): Reply =>
  async (post) => {
    const { headers } = await refusal(post);
    if (!headers.get('content-type')?.startsWith('application/problem')) return new Response(null, { status: 202 });
    return problem(status, { void: true }, { 'retry-after': String(seconds) })(post);
  };

/** Something pending from a former session, and one turn of this one. */
const countedThenLaunched = async (tab: Tab): Promise<void> => {
  await tab.pass(0);
  tab.turn();
  await tab.pass(10);
  await launch(tab);
};

const delivery = (name: string, ...fates: Fate[]): Scenario => ({
  name,
  before: pending,
  answer: true,
  replies: (collector) => collector.replies(...fates, 'counted'),
  play: countedThenLaunched,
  arrive: fates.length + 2,
});

/** What can become of a launch. */
export const delivering: readonly Scenario[] = [
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
];
