import { checkOption } from './OptionError.js';

export { checkOption, OptionError } from './OptionError.js';

/** What is counted: a closed set of signals, each with a closed set of buckets. Nothing else compiles, is counted, stored or sent. */

/** Signal names, each with its closed list of buckets: `{ plan: ['free', 'pro'] }`. */
export type Signals = Readonly<Record<string, readonly string[]>>;

/** The token `"signal/bucket"` of each bucket of each signal of `S`. */
export type TokenOf<S extends Signals> = { [K in keyof S & string]: `${K}/${S[K][number]}` }[keyof S & string];

const namePattern = /^[a-z0-9_]{1,32}$/;

/**
 * Declares the app's own signals. The names of signals and buckets match `^[a-z0-9_]{1,32}$`.
 *
 * @throws OptionError if a name is malformed or occurs twice, or if a signal has no buckets.
 * @example
 * const mySignals = defineSignals({ plan: ['free', 'pro'] }); // tokens: 'plan/free' | 'plan/pro'
 */
export function defineSignals<const S extends Signals>(signals: S): S {
  checkSignals(signals);
  return signals;
}

function checkSignals(signals: Signals): void {
  for (const [signal, buckets] of Object.entries(signals)) {
    checkName(signal, 'extraSignals');
    checkOption(
      !Object.hasOwn(agentSignals, signal),
      'extraSignals',
      `contains "${signal}", which is a built-in signal`,
    );
    const option = `extraSignals.${signal}`;
    checkNames(buckets, option);
    const isFree = signal !== 'delivery' || String(buckets) === String(lostSignals.delivery);
    checkOption(isFree, option, `must be that of lostSignals: ${lostSignals.delivery}`);
  }
}

function checkNames(names: readonly string[], option: string, pattern?: RegExp): void {
  checkOption(Array.isArray(names) && names.length > 0, option, 'must be a non-empty array');
  names.forEach((name, index) => {
    checkName(name, option, pattern);
    checkOption(names.indexOf(name) === index, option, `contains "${name}" twice`);
  });
}

function checkName(name: unknown, option: string, pattern = namePattern): void {
  const isName = typeof name === 'string' && pattern.test(name);
  checkOption(isName, option, `contains "${name}", which must match ${pattern}`);
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

/**
 * What a client gave up, and why: counts, whatever they were of. An app that adds it to its own signals has clients report
 * it: `defineSignals({ ...lostSignals, plan: ['free', 'pro'] })`. The collector needs the same.
 */
export const lostSignals = { delivery: ['expired', 'refused', 'corrupt', 'overflow'] } as const satisfies Signals;

/** A token of the built-in signals, e.g. `'provider_error/http_429'`. */
export type SignalToken = TokenOf<typeof agentSignals>;

/** The number of times each token was counted; a token that was not counted is absent. */
export type Counters = Partial<Record<SignalToken, number>>;

/** The built-in signals that are also counted by provider. */
type CountedByProvider = 'finish_reason' | 'provider_error';
const countedByProvider: readonly CountedByProvider[] = ['finish_reason', 'provider_error'];

/** The tokens that each of the app's providers has beside the built-in ones: `'provider_error.openai/http_429'`. */
export type ProviderToken<Provider extends string> = {
  [S in CountedByProvider]: `${S}.${Provider}/${(typeof agentSignals)[S][number]}`;
}[CountedByProvider];

/** The longest that fits: `provider_error.` has 15 characters, the name of a signal at most 32. */
const providerPattern = /^[a-z0-9_]{1,17}$/;

/**
 * The built-in signals and the app's own. With `providers`, each signal that is counted by provider also has one for each of
 * them, with the same buckets: `provider_error.openai`. No signal of an app has a dot in its name.
 *
 * @throws OptionError as `defineSignals` does, and if a provider is malformed or occurs twice, or if there is none.
 */
export function withExtraSignals(extraSignals: Signals = {}, providers?: readonly string[]): Signals {
  checkSignals(extraSignals);
  if (providers !== undefined) checkNames(providers, 'providers', providerPattern);
  const builtIn: Record<string, readonly string[]> = { ...agentSignals };
  for (const provider of providers ?? []) {
    for (const signal of countedByProvider) builtIn[`${signal}.${provider}`] = agentSignals[signal];
  }
  return { ...builtIn, ...extraSignals };
}

/** The token of each bucket of each signal. */
export function tokensOf(signals: Signals): ReadonlySet<string> {
  return new Set(
    Object.entries(signals).flatMap(([signal, buckets]) => buckets.map((bucket) => `${signal}/${bucket}`)),
  );
}
