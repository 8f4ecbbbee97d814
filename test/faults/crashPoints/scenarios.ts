import { consenting } from './consenting.js';
import { delivering } from './delivering.js';
import { saving } from './saving.js';
import { launch, left, marks, pending, type Scenario } from './scenario.js';

export const scenarios: readonly Scenario[] = [...delivering, ...consenting, ...saving];

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
