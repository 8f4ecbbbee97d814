import type { Problem } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import type { CollectorAccess } from './access.js';
import type { CollectorStore } from './CollectorStore.js';
import type { StoreStatus } from './observeStore.js';

/** Rate and size limits: positive integers. */
export interface CollectorLimits {
  /**
   * Posts a minute from one address; more are answered 429. Repeats of a batch that has an outcome already are not counted.
   * All limits of an address apply to a network of 64 bits in the case of IPv6.
   *
   * @defaultValue 60
   */
  readonly postsPerMinute?: number;
  /**
   * Addresses kept in memory for each limit by the minute.
   *
   * @defaultValue 10,000
   */
  readonly addresses?: number;
  /**
   * Posts processed at the same time; more are answered 503.
   *
   * @defaultValue 256
   */
  readonly inProgress?: number;
  /**
   * Posts from one address that are processed at the same time; more are answered 503 without `"void": true`.
   *
   * @defaultValue 16
   */
  readonly inProgressPerAddress?: number;
  /**
   * Milliseconds that a body may take to arrive, at most 2,147,483,647.
   *
   * @defaultValue 10,000
   */
  readonly bodyMs?: number;
  /**
   * Reads that run or wait; they run one after the other, and more are answered 503.
   *
   * @defaultValue 16
   */
  readonly reads?: number;
  /**
   * Posts a minute from one address that are answered 429 or 503 with `"void": true`, which costs a write each. Further ones are
   * answered without it. May be 0.
   *
   * @defaultValue 60
   */
  readonly turnedAway?: number;
  /**
   * Lookups a minute from one address that no other limit counts: repeats of a batch that has an outcome already, and refusals
   * beyond `turnedAway`. Further posts are answered 429 without `"void": true` and without a lookup.
   *
   * @defaultValue 600
   */
  readonly repeatsPerMinute?: number;
  /**
   * The most of one token that a batch may count. A batch that counts more, or more failed turns than turns, is set aside: it is
   * answered like any other, and shown apart.
   *
   * @defaultValue 20,000
   */
  readonly plausible?: number;
}

export interface CollectorOptions<Env extends object = object> {
  /** Where sums and batch ids are kept, e.g. `sqliteStore('file:turntally.db')`. */
  readonly store: CollectorStore;
  /**
   * The app's own signals, the same as in the client.
   *
   * @defaultValue no own signals
   */
  readonly extraSignals?: Signals;
  /**
   * The providers that the app's finish reasons and errors are also counted by, the same as in the client.
   *
   * @defaultValue nothing is counted by provider
   */
  readonly providers?: readonly string[];
  /**
   * Who may read the sums.
   *
   * @defaultValue reading is disabled: every read is answered 403
   */
  readonly access?: CollectorAccess<Env>;
  /**
   * A day is published once, when it is over (UTC). Sums of fewer batches than this are then combined as "too few", or withheld:
   * deleted. Nothing is shown of a day that is not over. 1 shows every row, and today's. A change does not change the days that
   * are published.
   *
   * @defaultValue 5
   */
  readonly minReports?: number;
  /**
   * How many days published rows are kept: an integer from 1.
   *
   * @defaultValue they are kept for ever
   */
  readonly keep?: number;
  /**
   * The origins whose pages may post and, if they are of the same site and have access, read. Each is written as a browser sends
   * it, e.g. `https://app.example.com`: without path, default port or wildcard. A list replaces the default. With `'*'` all pages
   * may post. By default and with `'*'`, pages can read only with `access: 'open'`.
   *
   * @defaultValue packaged apps (`null`, `file://` and schemes such as `app://agent`) and loopback hosts such as
   * `http://localhost:5173`
   */
  readonly cors?: string | readonly string[];
  /**
   * The path of posts and rows, for an app whose users have block lists (see docs/collector.md) or a server with other paths. It
   * consists of segments of letters, digits and `. _ ~ -`, and must not be `/healthz`, `/export.csv` or `/export.json`.
   *
   * @defaultValue `'/v1/metrics'`
   */
  readonly path?: string;
  /**
   * The only versions to accept.
   *
   * @defaultValue all versions are accepted
   */
  readonly versions?: readonly string[];
  /**
   * Returns the client's address for the limits of an address; behind a proxy, from the header that the proxy sets: see
   * `forwardedAddress`. `env` is what the server passes to `fetch`. Addresses are kept in memory only and never stored or logged.
   *
   * @defaultValue there is no limit per address
   */
  readonly clientAddress?: (request: Request, env: Env) => string | undefined;
  readonly limits?: CollectorLimits;
  /**
   * Called when the store starts to fail, fails with another message, or works again. After a failed write it works again once a
   * write succeeds. Exceptions of this function are ignored.
   *
   * @defaultValue prints the error with `console.error`, at most once a minute
   * @example
   * onStoreStatus: (status) => console.error(status.kind === 'failing' ? status.error : 'the database works again')
   */
  readonly onStoreStatus?: (status: StoreStatus) => void;
  /**
   * Called with the answer to each post that is refused, which repeats nothing of the request; not if the store failed. Exceptions
   * of this function are ignored.
   *
   * @example
   * onRefusal: ({ status, detail }) => refusals.add(1, { status, detail })
   */
  readonly onRefusal?: (problem: Problem) => void;
  /**
   * Returns the time in epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: () => number;
}

/** The part of a Worker's `ExecutionContext` that the collector uses. */
export interface WorkerContext {
  /** Keeps the Worker alive until `work` has ended. */
  waitUntil(work: Promise<unknown>): void;
}

/** A web-standard handler: for Node (`@hono/node-server`), Workers, Deno and Bun. */
export interface Collector<Env extends object = object> {
  /**
   * @param env - What the server passes; `access` and `clientAddress` receive it.
   * @param context - In a Worker, the context of the request: without it, posts start no maintenance.
   */
  fetch(request: Request, env?: Env, context?: WorkerContext): Promise<Response>;
  /**
   * Publishes the days that are over, forgets old batch ids, and deletes days that are no longer kept. This also happens after
   * the first post, or before the first read, of each UTC day. A server that may go without requests for days calls it by a
   * timer, as `turntally collect` does every hour, so that nothing waits for a request to be deleted; a Worker does by a cron
   * trigger.
   *
   * Rejects with the store's error.
   */
  maintain(): Promise<void>;
}
