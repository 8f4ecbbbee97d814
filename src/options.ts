import type { Observable } from 'rxjs';
import { checkOption } from './OptionError.js';
import type { LedgerStore } from './persistence/LedgerStore.js';
import { browserPlatform, type Platform } from './platform.js';
import { limits, type Os, operatingSystems, type Release, versionRule } from './protocol/index.js';
import { type Signals, tokensOf, withExtraSignals } from './signals.js';
import type { BackoffOptions } from './streams/backoff.js';

export interface TurntallyOptions<Extra extends Signals = Signals> {
  /** Where batches are posted: an http or https URL, absolute or relative to the page. */
  endpoint: string | URL;
  /**
   * What counts are attributed to. `version` has one to four numbers and at most one short pre-release tag: `1.4.0`,
   * `2026.11.28`, `1.4.0-beta.2`; build metadata is refused. `os` is detected by default.
   */
  release: { version: string; os?: Os };
  /**
   * The person's answer. It must emit on subscription and at each change; it is subscribed to again before counting begins.
   * Nothing is counted until it emits `true`. `false` erases what is stored. `undefined` means undecided.
   */
  consent$: Observable<boolean | undefined>;
  /**
   * With `false` (development builds) every method is a no-op.
   *
   * @defaultValue true
   */
  enabled?: boolean;
  /**
   * The app's own signals, beside the built-in ones: the result of `defineSignals`.
   *
   * @defaultValue `{}`
   */
  extraSignals?: Extra;
  /**
   * The name of the database and, after a prefix, of the Web Lock.
   *
   * @defaultValue `'turntally'`
   */
  name?: string;
  /**
   * Where the ledger is kept.
   *
   * @defaultValue `indexedDbStore(name)`, or `memoryStore()` where there is no IndexedDB
   */
  store?: LedgerStore;
  /**
   * Each emission triggers a flush. For a window that stays open for weeks: `timer(0, 86_400_000)`.
   *
   * @defaultValue emits once, when the page is idle, within a second
   */
  launch$?: Observable<unknown>;
  /**
   * How a flush repeats a failed post.
   *
   * @defaultValue `{ attempts: 4, baseMs: 1000, capMs: 30_000 }`
   */
  backoff?: Partial<BackoffOptions>;
  /**
   * How long to wait for the collector's answer, and for storage in `inspect`, `flush` and `stop`, milliseconds.
   *
   * @defaultValue 8000
   */
  timeoutMs?: number;
  /**
   * How long a count may wait to be saved while its turn goes on, milliseconds.
   *
   * @defaultValue 5000
   */
  maxUnsavedMs?: number;
  /**
   * Parts of the environment to replace, for tests and unusual runtimes.
   *
   * @defaultValue the browser
   */
  platform?: Partial<Platform>;
}

/** The validated options, with the defaults of those that were left out. */
export type Config = ReturnType<typeof resolveOptions>;

/** The longest delay that timers support. */
const maxDelayMs = 2 ** 31 - 1;

/** How long to wait before a failed access to the store is repeated, milliseconds. */
const retryMs = 5000;

/** @throws OptionError for the first option that has a wrong value. */
export function resolveOptions(options: TurntallyOptions) {
  const platform: Platform = { ...browserPlatform, ...options?.platform };
  const config = {
    enabled: true,
    name: 'turntally',
    timeoutMs: 8000,
    maxUnsavedMs: 5000,
    extraSignals: {},
    ...options,
    backoff: { attempts: 4, baseMs: 1000, capMs: 30_000, ...options?.backoff },
  };
  const { consent$, launch$ = platform.idle$, store, extraSignals, enabled, name } = config;
  const { timeoutMs, maxUnsavedMs, backoff } = config;
  const endpoint = checkEndpoint(config.endpoint, enabled);
  const release = checkRelease(config.release, platform);
  checkObservable(consent$, 'consent$');
  checkObservable(launch$, 'launch$');
  checkOption(store === undefined || typeof store?.apply === 'function', 'store', 'must be a LedgerStore');
  checkOption(typeof enabled === 'boolean', 'enabled', 'must be a boolean');
  checkOption(typeof name === 'string' && name !== '', 'name', 'must be a non-empty string');
  checkInteger(timeoutMs, 'timeoutMs', 0);
  checkInteger(maxUnsavedMs, 'maxUnsavedMs', 0);
  checkInteger(backoff.attempts, 'backoff.attempts', 1);
  checkInteger(backoff.baseMs, 'backoff.baseMs', 0);
  checkInteger(backoff.capMs, 'backoff.capMs', 0);
  const isObject = typeof extraSignals === 'object' && extraSignals !== null;
  checkOption(isObject, 'extraSignals', 'must be an object of arrays');
  const vocabulary = tokensOf(withExtraSignals(extraSignals));
  return { ...config, platform, launch$, endpoint, release, vocabulary, retryMs };
}

/** A relative endpoint needs a page, to post to. Without one, as on a server, it is accepted and cannot be reached. */
function checkEndpoint(endpoint: string | URL, isEnabled: boolean): string {
  const page = isEnabled ? globalThis.location?.href : undefined;
  const url = parseUrl(endpoint, page ?? 'http://localhost');
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  checkOption(isHttp, 'endpoint', 'must be an http or https URL');
  // `fetch` rejects a URL with credentials.
  checkOption(!url.username && !url.password, 'endpoint', 'must not contain a user name or password');
  return page || parseUrl(endpoint) ? url.href : `${endpoint}`;
}

function parseUrl(url: string | URL, base?: string): URL | undefined {
  try {
    return url && (typeof url === 'string' || url instanceof URL) ? new URL(url, base) : undefined;
  } catch {
    return undefined;
  }
}

function checkRelease(release: TurntallyOptions['release'], platform: Platform): Release {
  const { version, os = 'other' } = release ?? {};
  const isVersion = typeof version === 'string' && limits.version.test(version);
  checkOption(isVersion, 'release.version', versionRule);
  checkOption(operatingSystems.includes(os), 'release.os', `must be one of ${operatingSystems.join(', ')}`);
  return { version, os: release.os ?? platform.os() };
}

function checkObservable(value: Observable<unknown>, option: string): void {
  checkOption(typeof value?.subscribe === 'function', option, 'must be an Observable');
}

function checkInteger(value: number, option: string, least: number): void {
  const isInRange = Number.isInteger(value) && value >= least && value <= maxDelayMs;
  checkOption(isInRange, option, `must be an integer from ${least} to ${maxDelayMs}`);
}
