import { minute, pending, type Scenario } from './scenario.js';

/** Moments at which counts are saved without their turn having ended, or without a launch. */
export const saving: readonly Scenario[] = [
  {
    name: 'the page is hidden in the middle of a turn',
    answer: true,
    arrive: 0,
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
