import type { Observable } from 'rxjs';
import { browserHost, type Host } from './host.js';
import type { LedgerStore } from './persistence/LedgerStore.js';
import { limits, type Os, operatingSystems, type Signals, tokensOf, withExtraSignals } from './signals.js';
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
  /** The host's own signals, beside the built-in ones. */
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
  host?: Partial<Host>;
}

/** The options with all that was left out filled in. */
export type Config = ReturnType<typeof resolveOptions>;

/** @throws TypeError naming the option that is wrong and what it takes. */
export function resolveOptions(options: TurntallyOptions) {
  const given = { enabled: true, name: 'turntally', timeoutMs: 8000, maxUnsavedMs: 5000, extraSignals: {}, ...options };
  const { enabled, name, timeoutMs, maxUnsavedMs, consent$, launch$, store, extraSignals } = given;
  const { attempts, baseMs, capMs } = { attempts: 4, baseMs: 1000, capMs: 30_000, ...given.backoff };
  const { version, os } = given.release ?? {};
  must(typeof version === 'string' && limits.version.test(version), "release.version must be like '1.4.0'");
  must(os === undefined || operatingSystems.includes(os), `release.os must be ${operatingSystems}`);
  must(consent$?.subscribe, 'consent$ must be an Observable');
  must(launch$ === undefined || launch$?.subscribe, 'launch$ must be an Observable');
  must(store === undefined || store?.apply, 'store must be a LedgerStore');
  must(Object(extraSignals) === extraSignals, 'extraSignals must come from defineSignals');
  must(typeof enabled === 'boolean', 'enabled must be true or false');
  must(typeof name === 'string' && name, 'name must be a non-empty string');
  must(Number.isInteger(attempts) && attempts > 0, 'backoff.attempts must be an integer above 0');
  for (const [option, ms] of Object.entries({
    timeoutMs,
    maxUnsavedMs,
    'backoff.baseMs': baseMs,
    'backoff.capMs': capMs,
  })) {
    must(Number.isInteger(ms) && ms >= 0 && ms < 2 ** 31, `${option} must be an integer from 0 to 2147483647`);
  }
  const host: Host = { ...browserHost, ...given.host };
  return {
    ...given,
    endpoint: parseEndpoint(given.endpoint),
    release: { version, os: os ?? host.os() },
    vocabulary: tokensOf(withExtraSignals(extraSignals)),
    launch$: launch$ ?? host.idle$,
    backoff: { attempts, baseMs, capMs },
    host,
  };
}

function must(fits: unknown, rule: string): void {
  if (!fits) throw new TypeError(`turntally: ${rule}`);
}

function parseEndpoint(endpoint: string | URL): string {
  try {
    const { protocol, href } = new URL(endpoint, globalThis.location?.href);
    if (/^https?:$/.test(protocol)) return href;
  } catch {
    // No URL at all: the same answer.
  }
  throw new TypeError('turntally: endpoint must be an http(s) URL');
}
