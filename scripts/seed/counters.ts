import type { CountedRow } from '../../packages/collector/src/index.js';
import { type Os, operatingSystems } from '../../src/protocol/index.js';
import { agentSignals } from '../../src/signals.js';

export const shapes = ['empty', 'one-day', 'one-year', 'releases'] as const;
export type Shape = (typeof shapes)[number];

export interface SeedOptions {
  readonly shape: Shape;
  /** Any integer. The same one gives the same rows. */
  readonly seed: number;
  /** The last day, `YYYY-MM-DD`. */
  readonly to: string;
}

interface Plan {
  readonly days: number;
  readonly releases: number;
  /** Batches of all releases on the last day. */
  readonly batches: number;
}

const plans: Readonly<Record<Shape, Plan>> = {
  empty: { days: 0, releases: 0, batches: 0 },
  'one-day': { days: 1, releases: 2, batches: 400 },
  'one-year': { days: 365, releases: 14, batches: 900 },
  releases: { days: 365, releases: 200, batches: 4000 },
};

const msPerDay = 86_400_000;

/** Each system's share of all batches. */
const shareOf: Readonly<Record<Os, number>> = {
  macos: 0.42,
  windows: 0.31,
  linux: 0.18,
  ios: 0.05,
  android: 0.035,
  other: 0.005,
};

/** How often each token is counted in a thousand turns. A turn makes about three model calls. */
const perThousandTurns: Readonly<Record<string, number>> = {
  'turns/total': 1000,
  'finish_reason/stop': 960,
  'finish_reason/tool_calls': 1900,
  'finish_reason/length': 42,
  'finish_reason/content_filter': 6,
  'finish_reason/insufficient_system_resource': 2,
  'finish_reason/error': 9,
  'finish_reason/other': 1,
  'empty_final/total': 7,
  'provider_error/http_400': 4,
  'provider_error/http_401': 3,
  'provider_error/http_429': 14,
  'provider_error/http_5xx': 9,
  'provider_error/stream_interrupted': 6,
  'provider_error/timeout': 4,
  'provider_error/other': 1,
  'cache_hit/0_50': 310,
  'cache_hit/50_80': 240,
  'cache_hit/80_95': 790,
  'cache_hit/95_99': 1100,
  'cache_hit/99_100': 420,
  'tool_error/permission': 11,
  'tool_error/planmode': 2,
  'tool_error/hook': 5,
  'tool_error/timeout': 8,
  'tool_error/exec': 61,
  'compaction/total': 24,
};

const turnsPerBatch = 14;

/** Rows like those of a real app: releases come and go, weekends are quiet, and in one week the provider fails. */
export function* seededRows({ shape, seed, to }: SeedOptions): Generator<CountedRow> {
  const { days, releases, batches } = plans[shape];
  const random = randomNumbers(seed);
  for (let day = 0; day < days; day++) {
    const at = Date.parse(`${to}T00:00:00Z`) - (days - 1 - day) * msPerDay;
    const date = new Date(at).toISOString().slice(0, 10);
    const weekend = [0, 6].includes(new Date(at).getUTCDay()) ? 0.45 : 1;
    const growth = 0.4 + (0.6 * (day + 1)) / days;
    for (let release = 0; release < releases; release++) {
      const share = adoption(release, day, releases, days);
      for (const os of operatingSystems) {
        const reports = noisy(batches * growth * weekend * share * shareOf[os], random);
        if (reports > 0) yield* counted({ date, version: versionOf(release), os, release, reports, day, days }, random);
      }
    }
  }
}

interface Cell {
  readonly date: string;
  readonly version: string;
  readonly os: Os;
  readonly release: number;
  readonly reports: number;
  readonly day: number;
  readonly days: number;
}

function* counted({ date, version, os, release, reports, day, days }: Cell, random: () => number) {
  const turns = noisy(reports * turnsPerBatch, random);
  for (const [signal, buckets] of Object.entries(agentSignals)) {
    for (const bucket of buckets) {
      const token = `${signal}/${bucket}`;
      const often = (perThousandTurns[token] ?? 0) * drift(token, release, day / days);
      const count = signal === 'turns' ? turns : noisy((turns * often) / 1000, random);
      const contributed = Math.min(reports, count, noisy(reports * (1 - Math.exp(-count / reports)), random));
      if (count > 0) yield { date, version, os, signal, bucket, count, reports: Math.max(1, contributed) };
    }
  }
}

/** Each release is adopted within days and abandoned over weeks; a few users never update. */
function adoption(release: number, day: number, releases: number, days: number): number {
  const every = days / releases;
  const age = day - release * every;
  if (days > 1 && age < 0) return 0;
  if (days === 1) return (release + 1) / 3;
  const life = Math.max(every, 3);
  const taken = 1 - Math.exp(-(age + 1) / (life / 3));
  const left = release === releases - 1 ? 1 : Math.exp(-Math.max(0, age - every) / life);
  return Math.max(taken * left * Math.min(1, every / life), 0.0004);
}

/** Every third release has fewer provider errors and more tool errors; two thirds through the year the provider fails for a week. */
function drift(token: string, release: number, through: number): number {
  const outage = through > 0.66 && through < 0.68 && /http_5xx|timeout/.test(token) ? 9 : 1;
  if (release % 3 === 1 && token.startsWith('provider_error')) return outage * 0.7;
  if (release % 3 === 1 && token.startsWith('tool_error')) return 1.25;
  if (release % 4 === 2 && token === 'cache_hit/99_100') return 1.3;
  return outage;
}

const versionOf = (release: number): string => `1.${Math.floor(release / 10)}.${release % 10}`;

/** A random integer with the given mean. */
function noisy(mean: number, random: () => number): number {
  const spread = Math.sqrt(mean) * (random() + random() + random() - 1.5) * 2;
  return Math.max(0, Math.floor(mean + spread + random()));
}

/** Numbers from 0 to below 1: the linear congruential generator of Numerical Recipes. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
