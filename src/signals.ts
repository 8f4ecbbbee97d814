import { limits } from './protocol/limits.js';

/** What is counted: a closed set of signals, each with a closed set of buckets. Nothing else compiles, is counted, stored or sent. */

/** Signal names, each with its closed list of buckets. */
export type Signals = Readonly<Record<string, readonly string[]>>;

/** `"signal/bucket"` for every bucket of every signal of `S`. */
export type TokenOf<S extends Signals> = { [K in keyof S & string]: `${K}/${S[K][number]}` }[keyof S & string];

/**
 * Declares signals of your own. Names and buckets match `^[a-z0-9_]{1,32}$`; the lists are closed.
 *
 * @throws TypeError naming the signal or bucket that is wrong.
 * @example
 * const mySignals = defineSignals({ plan: ['free', 'pro'] }); // tokens: 'plan/free' | 'plan/pro'
 */
export function defineSignals<const S extends Signals>(signals: S): S {
  check(signals, {});
  return signals;
}

function check(signals: Signals, taken: Signals): void {
  for (const [signal, buckets] of Object.entries(signals)) {
    const fits = (bucket: unknown): boolean => typeof bucket === 'string' && limits.token.test(`${signal}/${bucket}`);
    const isList = Array.isArray(buckets) && buckets.length > 0 && new Set(buckets).size === buckets.length;
    if (!isList || !buckets.every(fits) || Object.hasOwn(taken, signal)) {
      throw new TypeError(`extraSignals.${signal}: all names must be new, of 1 to 32 a-z 0-9 _`);
    }
  }
}

/** The built-in signals. */
export const agentSignals = {
  finish_reason: ['stop', 'length', 'tool_calls', 'content_filter', 'insufficient_system_resource', 'error', 'other'],
  empty_final: ['total'],
  provider_error: ['http_400', 'http_401', 'http_429', 'http_5xx', 'stream_interrupted', 'timeout', 'other'],
  cache_hit: ['0_50', '50_80', '80_95', '95_99', '99_100'],
  tool_error: ['permission', 'planmode', 'hook', 'timeout', 'exec'],
  compaction: ['total'],
  turns: ['total'],
} as const satisfies Signals;

/** A token of the built-in signals, e.g. `'provider_error/http_429'`. */
export type SignalToken = TokenOf<typeof agentSignals>;

/** How often each token was seen; a token that was not seen is absent. */
export type Counters = Partial<Record<SignalToken, number>>;

/** The built-in signals with the app's own added. @throws TypeError when a name is taken or malformed. */
export function withExtraSignals(extraSignals: Signals = {}): Signals {
  check(extraSignals, agentSignals);
  return { ...agentSignals, ...extraSignals };
}

/** Every token of a vocabulary. */
export function tokensOf(signals: Signals): ReadonlySet<string> {
  return new Set(
    Object.entries(signals).flatMap(([signal, buckets]) => buckets.map((bucket) => `${signal}/${bucket}`)),
  );
}
