import { limits } from 'turntally/protocol';
import { checkOption, type Signals, withExtraSignals } from 'turntally/signals';
import { type CollectorStore, type Period, tooFew } from '../CollectorStore.js';
import type { Stats } from '../stats/model.js';
import { readStats, readTurnsByRelease } from '../stats/queries.js';
import type { Observed } from '../stats/significance.js';
import { lastDays, msPerDay } from '../utcDays.js';
import { type JudgedRate, judgeRates, type RateVerdict } from './judgeRates.js';
import { defaultRates, parseRates } from './parseRates.js';

export interface CompareOptions {
  /** The release that is judged. */
  readonly version: string;
  /** The release that it is compared with. */
  readonly against: string;
  /**
   * The rates of which a rise is a regression: signals such as `provider_error`, and buckets such as `provider_error/http_429`.
   *
   * @defaultValue `['provider_error', 'empty_final', 'tool_error']`
   */
  readonly failOn?: readonly string[];
  /**
   * The smallest rise that counts, as a part of the rate before: 0.2 is 20 %. From 0 to 100.
   *
   * @defaultValue 0.2
   */
  readonly minEffect?: number;
  /**
   * How many days are read, 1 to 366. The last one is yesterday (UTC).
   *
   * @defaultValue 30
   */
  readonly days?: number;
  /**
   * The app's own signals, as given to the collector.
   *
   * @defaultValue no signals
   */
  readonly extraSignals?: Signals;
  /**
   * The app's providers, as given to the collector: `provider_error.openai` is then a rate.
   *
   * @defaultValue no providers
   */
  readonly providers?: readonly string[];
  /**
   * Returns epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: () => number;
}

/** One rate of the two releases. */
export interface ComparedRate {
  /** As in {@link CompareOptions.failOn}. */
  readonly name: string;
  /** What it is a part of: turns, or all counts of its signal. */
  readonly per: 'turns' | 'signal';
  readonly test: 'proportion' | 'rate';
  /** What is shown of each release. */
  readonly version: Observed;
  readonly against: Observed;
  /** The difference, as a part of the rate of `against`: 0.2 is 20 % more. Absent if that rate is 0. */
  readonly change?: number;
  /** The probability that noise alone makes such a difference, corrected for all rates. Absent if there is too little data. */
  readonly p?: number;
  /** The smallest rise that would be found as a regression in four of five cases, as a part. Absent if there is too little data for any. */
  readonly detectable?: number;
  /**
   * - `regression`: the rate is higher, by more than noise and by at least `minEffect`.
   * - `none`: it is not, and a rise to the double, or by twice `minEffect` if that is more, would probably have been noticed. If
   *   neither release has any, `version` has none in 1,000 turns or more.
   * - `too little data`: there is too little to notice that.
   * - `withheld`: it depends on what is withheld.
   */
  readonly verdict: RateVerdict;
}

/** What {@link compareVersions} found. */
export interface VersionComparison {
  readonly version: string;
  readonly against: string;
  /** The days that were read. */
  readonly from: string;
  readonly to: string;
  /** Of each release: its turns, and the days that have some. */
  readonly turns: { readonly version: TurnsOfDays; readonly against: TurnsOfDays };
  readonly minEffect: number;
  /** `regression` if one rate is one; else `too little data` if one could not be judged; else `none`. */
  readonly result: 'regression' | 'none' | 'too little data';
  readonly rates: readonly ComparedRate[];
}

interface TurnsOfDays {
  readonly count: number;
  readonly days: number;
}

const maxDays = 366;
const defaultMinReports = 5;
const namedVersions = 12;

/**
 * Judges whether a release has more failures than another, by the days that are published. It reads only.
 *
 * @throws OptionError if an option is wrong, or a release has no turns in the days that are read.
 * @example
 * const { result } = await compareVersions(store, { version: '1.5.0', against: '1.4.0' });
 */
export async function compareVersions(store: CollectorStore, options: CompareOptions): Promise<VersionComparison> {
  const { version, against, failOn = defaultRates, minEffect = 0.2, days = 30, now = Date.now } = options;
  const signals = withExtraSignals(options.extraSignals, options.providers);
  const rates = parseRates(failOn, signals);
  checkVersion(version, 'version');
  checkVersion(against, 'against');
  checkOption(version !== against, 'against', 'must be another release than version');
  checkOption(minEffect >= 0 && minEffect <= 100, 'minEffect', 'must be a part from 0 to 100, such as 0.2 for 20 %');
  checkOption(Number.isInteger(days) && days >= 1 && days <= maxDays, 'days', `must be from 1 to ${maxDays}`);

  const filter = lastDays(days, now() - msPerDay);
  // Only the collector knows what days are published for now. Each published day has the number that it was published for.
  const source = { store, signals, minReports: defaultMinReports };
  const one = await readStats(source, filter, { version });
  const other = await readStats(source, filter, { version: against });
  if (one.turns.total === 0 || other.turns.total === 0) {
    const { layers } = await readTurnsByRelease(source, filter);
    const releases = layers.map(({ name }) => name).filter((name) => name !== tooFew);
    checkFound(version, 'version', filter, releases);
    checkFound(against, 'against', filter, releases);
  }
  const judged = judgeRates(one, other, rates, minEffect);
  return {
    version,
    against,
    from: filter.from,
    to: filter.to,
    turns: { version: turnsOf(one), against: turnsOf(other) },
    minEffect,
    result: resultOf(judged),
    rates: judged.map(comparedRate),
  };
}

function checkVersion(version: string, option: string): void {
  checkOption(limits.version.test(version), option, `must be a release such as 1.4.0, not ${JSON.stringify(version)}`);
}

function checkFound(version: string, option: string, { from, to }: Period, found: readonly string[]): void {
  const named = found.slice(0, namedVersions).join(', ');
  const more = found.length > namedVersions ? ` and ${found.length - namedVersions} more` : '';
  const others = found.length === 0 ? 'there is no release' : `there are ${named}${more}`;
  checkOption(
    found.includes(version),
    option,
    `${version} has no turns in the published days from ${from} to ${to}; ${others}`,
  );
}

function comparedRate({ name, per, test, one, other, change, p, detectable, verdict }: JudgedRate): ComparedRate {
  const known = {
    ...(change !== undefined && { change }),
    ...(p !== undefined && { p }),
    ...(detectable !== undefined && { detectable }),
  };
  return { name, per, test, version: one, against: other, ...known, verdict };
}

function turnsOf({ turns }: Stats): TurnsOfDays {
  return { count: turns.total, days: turns.values.filter((count) => count > 0).length };
}

function resultOf(rates: readonly JudgedRate[]): VersionComparison['result'] {
  if (rates.some(({ verdict }) => verdict === 'regression')) return 'regression';
  return rates.every(({ verdict }) => verdict === 'none') ? 'none' : 'too little data';
}
