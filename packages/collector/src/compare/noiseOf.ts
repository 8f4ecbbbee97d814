import { tooFew } from '../CollectorStore.js';
import { sum } from '../stats/model.js';
import type { Side } from '../stats/observedRange.js';
import { type Observed, standardError } from '../stats/significance.js';
import { deviceSpread, type TokenBatches } from './deviceSpread.js';
import type { GatedRate } from './parseRates.js';

/** How much the difference of two rates varies without any cause. */
export interface Noise {
  /** The standard error, as a multiple of that of independent turns; at least 1. */
  readonly factor: number;
  /** The degrees of freedom of the estimate. */
  readonly degrees: number;
  /** The variance of the quotient of the rates beyond that of independent turns, as a multiple of its square. */
  readonly spread: number;
}

/** A release, and its numbers as they are shown. */
export interface Shown {
  readonly side: Side;
  readonly seen: Observed;
}

/** Beyond this the distribution is the normal one. */
const mostDegrees = 10_000;

/**
 * Estimates the noise of a difference from the sums alone: turns of one day are alike, and so are turns of one device.
 *
 * - Days: each day is one observation. How the days of a release differ is noise (the variance of a ratio in cluster sampling).
 * - Devices: one that fails often does so every day, which days do not show. How unequal the devices are can be seen from the
 *   number of batches. How many there are cannot: the fewest are assumed, that is, the same devices on all days.
 */
export function noiseOf(rate: GatedRate, one: Shown, other: Shown): Noise {
  const both = [one, other];
  const independent = standardError(rate.test, one.seen, other.seen) ** 2;
  const days = both.map(({ side }) => varianceOfDays(rate, side));
  const share = (one.seen.count + other.seen.count) / (one.seen.of + other.seen.of);
  const ofDevices = devicesSpread(rate, both) * sum(both.map(({ side }) => daysOf(side) / batchesOf(side)));
  const variance = Math.max(independent, sum(days.map((each) => each.variance))) + share ** 2 * ofDevices;
  const degrees = variance ** 2 / sum(days.map((each) => each.variance ** 2 / each.degrees));
  const ofDays = Math.max(...days.map((each) => each.spread)) * sum(days.map((each) => 1 / each.equalDays));
  return {
    factor: Math.sqrt(variance / independent),
    degrees: Math.min(degrees, mostDegrees),
    spread: ofDays + ofDevices,
  };
}

/** If only the releases differ, their devices seem unequal together, but not those of each release. */
function devicesSpread(rate: GatedRate, releases: readonly Shown[]): number {
  const spreadOf = (sides: readonly Side[]) => deviceSpread(tokensOf(rate, sides), sum(sides.map(batchesOf)));
  const sides = releases.map(({ side }) => side);
  return Math.min(spreadOf(sides), Math.max(...sides.map((side) => spreadOf([side]))));
}

/** The number of days on which a release has turns. */
export function daysOf({ stats }: Side): number {
  return stats.turns.values.filter((turns) => turns > 0).length;
}

/** The variance of a release's rate. A day that has most of the turns is compared with few others, so its residual counts more. */
function varianceOfDays({ bucket, per }: GatedRate, { stats, signal }: Side) {
  const counts = bucket === undefined ? signal.values : (layer(signal, bucket)?.values ?? []);
  const ofs = per === 'turns' ? stats.turns.values : signal.values;
  const total = sum(ofs);
  const rate = sum(counts) / total;
  const squares = ofs.map((of, day) => {
    const others = 1 - of / total;
    return of === 0 || others === 0 ? 0 : ((counts[day] ?? 0) - of * rate) ** 2 / others;
  });
  const equalDays = total ** 2 / sum(ofs.map((of) => of ** 2)); // as many equal days would weigh the same
  const variance = sum(squares) / total ** 2;
  const count = sum(counts);
  /** Of one day, beyond that of chance. */
  const spread = count === 0 ? 0 : Math.max(0, variance / rate ** 2 - 1 / count) * equalDays;
  return { variance, degrees: Math.max(equalDays - 1, 0.1), equalDays, spread };
}

function batchesOf({ stats }: Side): number {
  return sum(stats.turns.layers.map(({ reports }) => reports));
}

/** The tokens of a rate, of these releases together. */
function tokensOf({ bucket }: GatedRate, sides: readonly Side[]): readonly TokenBatches[] {
  const layers = sides.flatMap(({ signal }) => signal.layers).filter(({ name }) => name !== tooFew);
  const names = new Set(layers.map(({ name }) => name).filter((name) => bucket === undefined || name === bucket));
  return [...names].map((wanted) => {
    const same = layers.filter(({ name }) => name === wanted);
    return { count: sum(same.map(({ total }) => total)), reporting: sum(same.map(({ reports }) => reports)) };
  });
}

function layer({ layers }: Side['signal'], wanted: string) {
  return layers.find(({ name }) => name === wanted);
}
