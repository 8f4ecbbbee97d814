import type { Observable } from 'rxjs';
import { browserHost, type Host } from './host.js';
import type { LedgerStore } from './persistence/LedgerStore.js';
import { openStore } from './persistence/openStore.js';
import {
  limits,
  type Os,
  operatingSystems,
  type Release,
  type Signals,
  tokensOf,
  withExtraSignals,
} from './signals.js';
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

export interface Config {
  readonly endpoint: string;
  readonly release: Release;
  readonly consent$: Observable<boolean | undefined>;
  readonly enabled: boolean;
  readonly vocabulary: ReadonlySet<string>;
  readonly name: string;
  readonly store: LedgerStore;
  readonly launch$: Observable<unknown>;
  readonly backoff: BackoffOptions;
  readonly timeoutMs: number;
  readonly maxUnsavedMs: number;
  readonly host: Host;
}

/** The options with all that was left out filled in. @throws TypeError naming the option that is wrong and what it takes. */
export function resolveOptions(options: TurntallyOptions): Config {
  mustBe(isObject(options), 'options', 'an object');
  const { release, consent$, enabled = true, name = 'turntally', store, launch$, backoff = {} } = options;
  const { timeoutMs = 8000, maxUnsavedMs = 5000, host: replaced = {}, extraSignals = {} } = options;
  mustBe(isObject(release), 'release', "an object such as { version: '1.4.0' }");
  const { version, os } = release;
  mustBe(
    typeof version === 'string' && limits.version.test(version),
    'release.version',
    '1 to 64 characters of 0-9 A-Z a-z . + _ -, the first a letter or digit',
  );
  mustBe(os === undefined || operatingSystems.includes(os), 'release.os', `one of ${operatingSystems.join(', ')}`);
  mustBe(isObservable(consent$), 'consent$', 'an Observable of true, false or undefined');
  mustBe(typeof enabled === 'boolean', 'enabled', 'true or false');
  mustBe(typeof name === 'string' && name !== '', 'name', 'a non-empty string');
  mustBe(isObject(extraSignals), 'extraSignals', 'what defineSignals returns');
  mustBe(
    store === undefined ||
      (isObject(store) && isFunction(store.append) && isFunction(store.apply) && isFunction(store.read)),
    'store',
    'a LedgerStore',
  );
  mustBe(launch$ === undefined || isObservable(launch$), 'launch$', 'an Observable');
  mustBe(isObject(backoff), 'backoff', 'an object of attempts, baseMs and capMs');
  const { attempts = 4, baseMs = 1000, capMs = 30_000 } = backoff;
  mustBe(Number.isInteger(attempts) && attempts >= 1, 'backoff.attempts', 'an integer of at least 1');
  mustBe(isDuration(baseMs), 'backoff.baseMs', duration);
  mustBe(isDuration(capMs), 'backoff.capMs', duration);
  mustBe(isDuration(timeoutMs) && timeoutMs > 0, 'timeoutMs', duration);
  mustBe(isDuration(maxUnsavedMs), 'maxUnsavedMs', duration);
  mustBe(isObject(replaced), 'host', 'an object with parts of Host');
  const host = replaceParts(browserHost, replaced);
  return {
    endpoint: parseEndpoint(options.endpoint),
    release: { version, os: os ?? host.os() },
    vocabulary: tokensOf(withExtraSignals(extraSignals)),
    store: store ?? openStore(name),
    launch$: launch$ ?? host.idle$,
    backoff: { attempts, baseMs, capMs },
    consent$,
    enabled,
    name,
    timeoutMs,
    maxUnsavedMs,
    host,
  };
}

const duration = 'a number of milliseconds up to 2147483647';

function mustBe(fits: boolean, option: string, takes: string): asserts fits {
  if (!fits) throw new TypeError(`turntally: ${option} must be ${takes}`);
}

function parseEndpoint(endpoint: unknown): string {
  const base = globalThis.location?.href;
  try {
    const url = new URL(String(endpoint), base);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url.href;
  } catch {
    // Falls through to the same answer.
  }
  throw new TypeError(
    "turntally: endpoint must be an http or https URL such as 'https://telemetry.example.com/v1/metrics'",
  );
}

/** Reads a part of the real host only when nothing replaces it: some are getters that ask the page. */
const replaceParts = (host: Host, parts: Partial<Host>): Host =>
  Object.create(host, Object.getOwnPropertyDescriptors(parts));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObservable = (value: unknown): boolean =>
  isObject(value) && 'subscribe' in value && isFunction(value.subscribe);
const isDuration = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1;
