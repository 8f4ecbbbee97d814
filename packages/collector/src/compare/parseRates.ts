import { checkOption, type Signals } from 'turntally/signals';
import type { Compared } from '../stats/comparison.js';
import { isOfLosses, signalLabel } from '../stats/signalLabels.js';
import type { Test } from '../stats/significance.js';

/** A rate of which more is worse. */
export interface GatedRate {
  /** As it is named: `provider_error` or `provider_error/http_429`. */
  readonly name: string;
  readonly signal: string;
  readonly bucket?: string;
  readonly per: Compared['per'];
  readonly test: Test;
}

/** The rates that are compared if none are named: of each, more is worse in every app. */
export const defaultRates = ['provider_error', 'empty_final', 'tool_error'] as const;

/** The buckets of distributions of which more is worse. */
const worseBuckets: Readonly<Record<string, readonly string[]>> = {
  finish_reason: ['length', 'content_filter', 'insufficient_system_resource', 'error', 'other'],
  cache_hit: ['0_50', '50_80'],
};

/**
 * Returns the rates of names such as `provider_error` and `finish_reason/length`, each once.
 *
 * @throws OptionError naming the first that is no rate of which more is worse.
 */
export function parseRates(names: readonly string[], signals: Signals): readonly GatedRate[] {
  checkOption(names.length > 0, 'failOn', 'must name at least one rate, such as provider_error');
  return [...new Set(names)].map((name) => parseRate(name, signals));
}

function parseRate(name: string, signals: Signals): GatedRate {
  const [signal = '', bucket, ...rest] = name.split('/');
  const buckets = Object.hasOwn(signals, signal) ? signals[signal] : undefined;
  const known = Object.keys(signals).filter((one) => one !== 'turns' && !isOfLosses(one));
  checkOption(
    buckets !== undefined,
    'failOn',
    `names ${JSON.stringify(name)}, which is no signal; the signals are ${known.join(', ')}`,
  );
  const isBucket = bucket === undefined || (rest.length === 0 && buckets.includes(bucket));
  checkOption(isBucket, 'failOn', `names ${JSON.stringify(name)}; the buckets of ${signal} are ${buckets.join(', ')}`);
  checkOption(signal !== 'turns', 'failOn', 'names turns, of which more is not worse');
  checkOption(
    !isOfLosses(signal),
    'failOn',
    `names ${signal}: what clients gave up is no failure of a release; name one of ${known.join(', ')}`,
  );
  const { perTurns, oncePerTurn } = signalLabel(signal);
  if (!perTurns) {
    const [ofAll = ''] = signal.split('.'); // the same for each provider
    const worse = worseBuckets[ofAll] ?? [];
    const rates = worse.map((one) => `${signal}/${one}`).join(', ');
    const isWorse = bucket !== undefined && worse.includes(bucket);
    checkOption(isWorse, 'failOn', `names ${name}, of which more is not worse; name ${rates}`);
  }
  return {
    name,
    signal,
    ...(bucket !== undefined && { bucket }),
    per: perTurns ? 'turns' : 'signal',
    test: perTurns && !oncePerTurn ? 'rate' : 'proportion',
  };
}
