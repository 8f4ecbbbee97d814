import { silence } from '../../support/world.js';
import { launch, minute, pending, type Scenario } from './scenario.js';

/** Answers given and taken back. */
export const consenting: readonly Scenario[] = [
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
];
