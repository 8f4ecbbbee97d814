import type { Observable } from 'rxjs';
import type { DestinationOptions } from './destination.js';
import type { LedgerStore } from './persistence/LedgerStore.js';
import type { StoredConsent } from './persistence/storedConsent.js';
import type { Platform } from './platform.js';
import type { Os } from './protocol/index.js';
import type { Signals } from './signals.js';
import type { BackoffOptions } from './streams/backoff.js';

/** What `startTurntally` takes: either `consent`, or an answer of the app's own with all that `consent` has beside it. */
export type TurntallyOptions<
  Extra extends Signals = Signals,
  Token extends string = never,
  Provider extends string = string,
> = CommonOptions & (StoredConsentForm<Token> | OwnConsentForm<Extra, Provider>);

export interface StoredConsentForm<Token extends string> {
  /** What `storedConsent` returned: the person's answer, with the endpoint, the name and the signals that it is for. */
  consent: StoredConsent<Token>;
  consent$?: never;
  endpoint?: never;
  extraSignals?: never;
  providers?: never;
  name?: never;
}

/** The options of an app that stores the answer itself. */
export type OwnConsentOptions<Extra extends Signals = Signals, Provider extends string = string> = CommonOptions &
  OwnConsentForm<Extra, Provider>;

export interface OwnConsentForm<Extra extends Signals, Provider extends string = string> extends DestinationOptions {
  consent?: never;
  /**
   * The answer that an app stores itself: it is the app's duty then to ask again when `endpoint`, `extraSignals` or
   * `providers` change.
   * It must emit on subscription and at each change; it is subscribed to again before counting begins. Nothing is counted
   * until it emits `true`. `false` erases what is stored. `undefined` means undecided.
   */
  consent$: Observable<boolean | undefined> & Pick<StoredConsent['consent$'], 'readsStorage' | 'recipient'>;
  /**
   * The app's own signals, beside the built-in ones: the result of `defineSignals`.
   *
   * @defaultValue `{}`
   */
  extraSignals?: Extra;
  /**
   * The providers that finish reasons and errors are also counted by: `['openai', 'anthropic', 'other']`. Each name has 1 to
   * 17 characters of `a-z 0-9 _`. `other` is any provider that is not listed.
   *
   * @defaultValue nothing is counted by provider
   */
  providers?: readonly Provider[];
}

interface CommonOptions {
  /**
   * What counts are attributed to. `version` has one to four numbers and at most one short pre-release tag: `1.4.0`,
   * `2026.11.28`, `1.4.0-beta.2`; build metadata is refused. `os` is detected by default.
   */
  release: { version: string; os?: Os };
  /**
   * With `false` (development builds) every method is a no-op.
   *
   * @defaultValue true
   */
  enabled?: boolean;
  /**
   * Where the ledger is kept.
   *
   * @defaultValue `indexedDbStore({ endpoint, name })`, or `memoryStore()` where there is no IndexedDB
   */
  store?: LedgerStore;
  /**
   * Each emission triggers a flush. For a window that stays open for weeks: `timer(0, 86_400_000)`.
   *
   * @defaultValue emits once, when the page is idle, within a second
   */
  launch$?: Observable<unknown>;
  /**
   * A launch delivers at most one batch a UTC day, so that the collector cannot take one device for several. `flush()`
   * delivers everything at any time.
   *
   * @defaultValue true
   */
  oncePerDay?: boolean;
  /**
   * The longest time that a launch waits before it posts, milliseconds: a random time below it, so that the devices of a
   * team that start at the same hour do not post at the same moment. `flush()` does not wait. A page that is gone before
   * sends at its next launch.
   *
   * @defaultValue 10_000
   */
  launchJitterMs?: number;
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
