import type { Observable } from 'rxjs';
import type { LedgerStore } from './persistence/LedgerStore.js';
import { browserPlatform, type Platform } from './platform.js';
import { isRelease, type Os, operatingSystems } from './protocol/index.js';
import { type Signals, tokensOf, withExtraSignals } from './signals.js';
import type { BackoffOptions } from './streams/backoff.js';

export interface TurntallyOptions<Extra extends Signals = Signals> {
  /** Where batches are posted: an http or https URL, absolute or relative to the page. */
  endpoint: string | URL;
  /** What counts are attributed to. The version has 1 to 64 of `0-9A-Za-z.+_-`; the operating system is detected. */
  release: { version: string; os?: Os };
  /** The person's answer, on subscription and at each change. undefined: not known yet, do nothing. Off until told true. */
  consent$: Observable<boolean | undefined>;
  /** false (dev builds): every method is a no-op. true unless told. */
  enabled?: boolean;
  /** The app's own signals, beside the built-in ones. */
  extraSignals?: Extra;
  /** Of the database and the Web Lock; 'turntally' unless told. */
  name?: string;
  /** IndexedDB unless told; memory where there is none. */
  store?: LedgerStore;
  /** When to send what is pending; once, when the page is idle, unless told. For a window open for weeks: `timer(0, 86_400_000)`. */
  launch$?: Observable<unknown>;
  /** attempts 4, baseMs 1000, capMs 30000 unless told. */
  backoff?: Partial<BackoffOptions>;
  /** How long to wait for the collector's answer, milliseconds; 8000 unless told. */
  timeoutMs?: number;
  /** How long a count may wait to be saved while its turn goes on, milliseconds; 5000 unless told. */
  maxUnsavedMs?: number;
  /** Parts of the outside world to replace. */
  platform?: Partial<Platform>;
}

/** The options with all that was left out filled in. */
export type Config = ReturnType<typeof resolveOptions>;

/** @throws TypeError naming the option that is wrong and what it takes. */
export function resolveOptions(options: TurntallyOptions) {
  const platform: Platform = { ...browserPlatform, ...options?.platform };
  const given = {
    enabled: true,
    name: 'turntally',
    timeoutMs: 8000,
    maxUnsavedMs: 5000,
    extraSignals: {},
    ...options,
  };
  const { store, extraSignals, timeoutMs, maxUnsavedMs, launch$ = platform.idle$ } = given;
  const endpoint = parseEndpoint(given.endpoint);
  const { version, os = 'other' } = given.release ?? {};
  const backoff = { attempts: 4, baseMs: 1000, capMs: 30_000, ...given.backoff };
  const rules: Record<string, unknown> = {
    'endpoint must be an http(s) URL': endpoint,
    [`release must have a version like '1.4.0', and an os of ${operatingSystems}`]: isRelease({ version, os }),
    'consent$ must be an Observable': given.consent$?.subscribe,
    'launch$ must be an Observable': launch$?.subscribe,
    'store must be a LedgerStore': store === undefined || store?.apply,
    'extraSignals must come from defineSignals': Object(extraSignals) === extraSignals,
    'enabled must be a boolean': typeof given.enabled === 'boolean',
    'name must be a non-empty string': typeof given.name === 'string' && given.name,
  };
  for (const [option, value] of Object.entries({ timeoutMs, maxUnsavedMs, ...backoff })) {
    const parent = option in backoff ? 'backoff.' : '';
    // There is at least one attempt.
    const least = Number(option === 'attempts');
    // Timers take no more.
    rules[`${parent}${option} must be an integer from ${least} to 2147483647`] =
      Number.isInteger(value) && value >= least && value < 2 ** 31;
  }
  for (const [rule, fits] of Object.entries(rules)) if (!fits) throw new TypeError(`turntally: ${rule}`);
  const release = { version, os: given.release.os ?? platform.os() };
  const retryMs = maxUnsavedMs || 5000;
  const vocabulary = tokensOf(withExtraSignals(extraSignals));
  return { ...given, launch$, retryMs, endpoint, release, backoff, platform, vocabulary };
}

/** Empty where it is none to post to. */
function parseEndpoint(endpoint: string | URL): string {
  try {
    const { href } = new URL(endpoint, globalThis.location?.href);
    // None with a password: `fetch` would refuse it, each time.
    return endpoint && /^https?:\/\/[^@/]+\//.test(href) ? href : '';
  } catch {
    return '';
  }
}
