import { expect, test } from 'vitest';
import { agentSignals } from '../../../../src/signals.js';
import { judgeRates } from '../../src/compare/judgeRates.js';
import { defaultRates, parseRates } from '../../src/compare/parseRates.js';
import type { Stats } from '../../src/stats/model.js';
import { holm, pValue } from '../../src/stats/significance.js';
import { type Fleet, randomNumbers, simulateFleet } from './simulateFleet.js';

const rates = parseRates(defaultRates, agentSignals);
/** In 40, a test that takes turns for independent is not wrong often enough to be seen. */
const runs = 100;

const plain: Fleet = {
  devices: 120,
  days: 10,
  activity: 0.5,
  turns: 8,
  rates: {
    'provider_error/http_429': 0.02,
    'provider_error/http_5xx': 0.02,
    'empty_final/total': 0.02,
    'tool_error/exec': 0.05,
  },
  deviceSpread: 0,
  batchSpread: 0,
  daySpread: 0,
};

interface Case {
  readonly fleet: Partial<Fleet>;
  /** What the new release differs in. */
  readonly rollout?: Partial<Fleet>;
  /** Whether a test that takes turns for independent has alarms in more than a tenth of the runs. */
  readonly isNaiveWrong: boolean;
}

/** Releases that do not differ, run by different devices on different days. */
const cases: readonly (readonly [string, Case])[] = [
  ['independent turns', { fleet: {}, isNaiveWrong: false }],
  ['devices whose own rates are exponential', { fleet: { deviceSpread: 1 }, isNaiveWrong: true }],
  [
    'devices whose own rates are very unequal',
    { fleet: { deviceSpread: 3, activity: 1, devices: 60 }, isNaiveWrong: true },
  ],
  ['days that differ', { fleet: { daySpread: 0.3 }, isNaiveWrong: true }],
  [
    'unequal devices, batches and days',
    { fleet: { deviceSpread: 1, batchSpread: 1, daySpread: 0.1 }, isNaiveWrong: true },
  ],
  [
    'the first five days of a release on few devices',
    { fleet: { deviceSpread: 1, daySpread: 0.1 }, rollout: { devices: 40, days: 5 }, isNaiveWrong: true },
  ],
];

test.each(cases)(
  'should not be alarmed by %s in more than one run of twenty',
  (_, { fleet, rollout, isNaiveWrong }) => {
    const alarms = { ours: 0, naive: 0 };
    for (let run = 0; run < runs; run++) {
      const random = randomNumbers(run * 7919 + 1);
      const before = simulateFleet({ ...plain, ...fleet }, random);
      const after = simulateFleet({ ...plain, ...fleet, ...rollout }, random);
      if (judgeRates(after, before, rates, 0).some(({ verdict }) => verdict === 'regression')) alarms.ours += 1;
      if (isNaivelyAlarmed(after, before)) alarms.naive += 1;
    }
    expect(alarms.ours / runs).toBeLessThanOrEqual(0.05);
    expect(alarms.naive / runs > 0.1).toBe(isNaiveWrong);
  },
);

/** The test that takes turns for independent. */
function isNaivelyAlarmed(after: Stats, before: Stats): boolean {
  const judged = judgeRates(after, before, rates, 0);
  const ps = holm(judged.map(({ test, one, other }) => pValue(test, one, other) ?? 1));
  return judged.some(({ change = 1 }, index) => change > 0 && (ps[index] ?? 1) < 0.05);
}

/** A release with many turns, of which few fail, and one that few devices have. */
const rare: Fleet = {
  ...plain,
  devices: 400,
  days: 14,
  activity: 0.4,
  rates: {
    'provider_error/http_429': 0.002,
    'provider_error/http_5xx': 0.002,
    'empty_final/total': 0.002,
    'tool_error/exec': 0.01,
  },
};
const rollouts: readonly (readonly [string, Partial<Fleet>])[] = [
  ['240 turns of 10 devices on 3 days', { devices: 10, days: 3, activity: 1 }],
  ['960 turns of 12 devices on 5 days', { devices: 12, days: 5, activity: 1, turns: 16 }],
  ['1,000 turns of 40 devices on 5 days', { devices: 40, days: 5, activity: 0.6 }],
];
const noises: readonly (readonly [string, Partial<Fleet>])[] = [
  ['independent turns', {}],
  ['very unequal devices', { deviceSpread: 3 }],
  ['unequal devices, batches and days', { deviceSpread: 1, batchSpread: 1, daySpread: 0.1 }],
  ['days that differ', { daySpread: 0.3 }],
];

test.each(rollouts.flatMap(([size, rollout]) => noises.map(([noise, fleet]) => ({ size, noise, rollout, fleet }))))(
  'should not be alarmed by $size, with $noise, but find a release that fails',
  ({ rollout, fleet }) => {
    const found = { alarms: 0, failing: 0 };
    for (let run = 0; run < runs; run++) {
      const random = randomNumbers(run * 6007 + 5);
      const before = simulateFleet({ ...rare, ...fleet }, random);
      const after = simulateFleet({ ...rare, ...fleet, ...rollout }, random);
      if (judgeRates(after, before, rates, 0).some(({ verdict }) => verdict === 'regression')) found.alarms += 1;
      const failed = { ...rare.rates, 'provider_error/http_5xx': 0.9 };
      const failing = simulateFleet({ ...rare, ...rollout, rates: failed }, random);
      if (judgeRates(failing, before, rates, 0.2)[0]?.verdict === 'regression') found.failing += 1;
    }
    expect(found.alarms / runs).toBeLessThanOrEqual(0.05);
    expect(found.failing / runs).toBeGreaterThanOrEqual(0.95);
  },
);

test.each<[string, Partial<Fleet>]>([
  ['independent turns', {}],
  ['unequal devices', { deviceSpread: 1, devices: 250 }],
  ['days that differ', { daySpread: 0.05 }],
])('should find a rate that has doubled in four of five runs, with %s', (_, fleet) => {
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const random = randomNumbers(run * 104_729 + 3);
    const before = simulateFleet({ ...plain, ...fleet }, random);
    const doubled = { ...plain.rates, 'empty_final/total': 0.04 };
    const after = simulateFleet({ ...plain, ...fleet, rates: doubled }, random);
    const verdicts = judgeRates(after, before, rates, 0.2).map(({ name, verdict }) => `${name} ${verdict}`);
    if (verdicts.includes('empty_final regression')) found += 1;
  }
  expect(found / runs).toBeGreaterThanOrEqual(0.8);
});

test.each([0.2, 1, 3])(
  'should find the rise that it says it finds in four of five runs, with a smallest effect of %d',
  (minEffect) => {
    const judged = (raised: number, seed: number) => {
      const random = randomNumbers(seed);
      const before = simulateFleet(plain, random);
      const after = {
        ...plain,
        devices: 90,
        days: 6,
        rates: { ...plain.rates, 'empty_final/total': 0.02 * (1 + raised) },
      };
      return judgeRates(simulateFleet(after, random), before, rates, minEffect)[1];
    };
    const said = Array.from({ length: runs }, (_, run) => judged(0, run * 31 + 7)?.detectable ?? Number.NaN);
    const rise = said.reduce((total, each) => total + each, 0) / runs;
    expect(rise).toBeGreaterThan(minEffect);
    const found = said.filter((_, run) => judged(rise, run * 104_729 + 3)?.verdict === 'regression');
    expect(found.length / runs).toBeGreaterThanOrEqual(0.8);
  },
);
