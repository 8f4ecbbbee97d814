import { agentSignals } from '../../../../src/signals.js';
import type { Sum } from '../../src/CollectorStore.js';
import { type Stats, statsOf } from '../../src/stats/model.js';

/** How an invented app is used, and fails. */
export interface Fleet {
  readonly devices: number;
  /** The first and the last day of the release, of {@link Fleet.totalDays}. */
  readonly days: number;
  /** The chance that a device is used on a day. */
  readonly activity: number;
  /** Turns of a device on a day, on average. */
  readonly turns: number;
  /** Events in a turn, by token. */
  readonly rates: Readonly<Record<string, number>>;
  /** The variance of a device's own rate, as a multiple of the square of the mean: it is the same every day. */
  readonly deviceSpread: number;
  /** The same of each day of a device. */
  readonly batchSpread: number;
  /** The same of each day, for all devices. */
  readonly daySpread: number;
}

/** A generator of numbers in [0, 1) (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const allDays = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2026, 3, 1 + day)).toISOString().slice(0, 10));

/** The stats of one release of a fleet, of which nothing is withheld. */
export function simulateFleet(fleet: Fleet, random: () => number): Stats {
  const days = allDays.slice(0, fleet.days);
  const tokens = Object.entries(fleet.rates);
  const ownRates = Array.from({ length: fleet.devices }, () => tokens.map(() => spread(fleet.deviceSpread, random)));
  const sums: Sum[] = [];
  for (const date of days) {
    const ofDay = tokens.map(() => spread(fleet.daySpread, random));
    const counts = tokens.map(() => ({ count: 0, reports: 0 }));
    const turns = { count: 0, reports: 0 };
    for (const own of ownRates) {
      if (random() >= fleet.activity) continue;
      const made = 1 + poisson(fleet.turns - 1, random);
      turns.count += made;
      turns.reports += 1;
      tokens.forEach(([, rate], index) => {
        const mean = rate * made * (own[index] ?? 0) * (ofDay[index] ?? 0) * spread(fleet.batchSpread, random);
        const count = Math.min(made, poisson(mean, random));
        const sum = counts[index];
        if (count === 0 || !sum) return;
        sum.count += count;
        sum.reports += 1;
      });
    }
    sums.push({ date, signal: 'turns', of: 'total', ...turns });
    tokens.forEach(([token], index) => {
      const [signal = '', of = ''] = token.split('/');
      sums.push({ date, signal, of, ...(counts[index] ?? { count: 0, reports: 0 }) });
    });
  }
  return statsOf(sums, days, agentSignals);
}

/** Gamma-distributed with mean 1 and this variance. */
function spread(variance: number, random: () => number): number {
  return variance === 0 ? 1 : gamma(1 / variance, random) * variance;
}

/** Marsaglia and Tsang's method. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth's method, for small means. */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
