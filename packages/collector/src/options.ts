import { limits as wireLimits } from 'turntally/protocol';
import { type Signals, withExtraSignals } from 'turntally/signals';
import { type CollectorAccess, checkAccess } from './access.js';
import type { CollectorStore } from './CollectorStore.js';
import { checkedCors } from './cors.js';

/** What the collector puts up with. Positive integers; all optional. */
export interface CollectorLimits {
  /** Posts a minute from one address, default 60. Repeats of a batch that was already decided about are not counted. */
  readonly postsPerMinute?: number;
  /** Addresses remembered at once for that, default 10,000. */
  readonly addresses?: number;
  /** Posts in progress at once, default 256; more are turned away with 503. */
  readonly inProgress?: number;
  /** Milliseconds a body may take to arrive, default 10,000, at most 2,147,483,647. */
  readonly bodyMs?: number;
  /**
   * Posts a minute from one address that are turned away with 429 or 503 **and** written down, default 60, may be 0: only
   * what is on the disk can be promised never to count. Beyond it a post is turned away without that promise.
   */
  readonly turnedAway?: number;
}

export interface CollectorOptions<Env extends object = object> {
  /** Where sums and batch ids are kept, e.g. `sqliteStore('file:turntally.db')`. */
  readonly store: CollectorStore;
  /** The app's own signals, as given to the client. */
  readonly extraSignals?: Signals;
  /**
   * Who may read the sums. Nobody, when absent: posting works, and what is read is answered 403. Node servers on loopback can
   * use `fromThisMachine`.
   */
  readonly access?: CollectorAccess<Env>;
  /**
   * Sums of fewer batches than this are not shown on their own but as "too few", or not at all; default 5. Batches, not people:
   * one person's app sends many. 1 shows everything.
   */
  readonly minReports?: number;
  /**
   * The origin or origins whose pages may post, and read if they have access, each as a browser sends it, such as
   * `https://app.example.com`: no path, no default port, no wildcard. Default `'*'`: renderers have origins such as `null` and
   * `app://…`. Under `'*'` pages may post, and read only what `access: 'open'` shows to everyone.
   */
  readonly cors?: string | readonly string[];
  /** The only versions to accept; any, when absent. */
  readonly versions?: readonly string[];
  /**
   * Who is asking, to limit how often: kept in memory, never stored or logged. `env` is what the server passes to `fetch`.
   * Without an address there is no such limit. Behind a proxy, read the header that the proxy sets.
   */
  readonly clientAddress?: (request: Request, env: Env) => string | undefined;
  readonly limits?: CollectorLimits;
  /** Epoch milliseconds, default `Date.now`. */
  readonly now?: () => number;
}

/** A web-standard handler: for Node (`@hono/node-server`), Workers, Deno and Bun. */
export interface Collector<Env extends object = object> {
  fetch(request: Request, env?: Env): Promise<Response>;
}

const defaultLimits: Required<CollectorLimits> = {
  postsPerMinute: 60,
  addresses: 10_000,
  inProgress: 256,
  bodyMs: 10_000,
  turnedAway: 60,
};

/** A timer of more milliseconds ends at once. */
const longestTimerMs = 2 ** 31 - 1;

const known = ['store', 'extraSignals', 'access', 'minReports', 'cors', 'versions', 'clientAddress', 'limits', 'now'];
const storeMethods = ['find', 'settle', 'rows', 'sums', 'close'] as const;

/** @throws TypeError naming the option and what it takes. */
export function checkedOptions<Env extends object>(options: CollectorOptions<Env>) {
  if (!isObject(options)) fail('needs options: createCollector({ store })');
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) fail(`has no option "${name}"; its options are ${known.join(', ')}`);
  }
  const { store, extraSignals, access, minReports = 5, cors = '*', versions } = options;
  const { clientAddress, limits = {}, now = Date.now } = options;
  if (!isObject(store) || !storeMethods.every((method) => typeof store[method] === 'function')) {
    fail('option "store" must be a CollectorStore such as sqliteStore()');
  }
  if (extraSignals !== undefined && !isObject(extraSignals)) {
    fail('option "extraSignals" must be what defineSignals returns, such as { plan: ["free", "pro"] }');
  }
  checkAccess(access);
  if (!Number.isSafeInteger(minReports) || minReports < 1) fail('option "minReports" must be an integer from 1');
  if (versions !== undefined && !isListOf(versions, wireLimits.version)) {
    fail('option "versions" must be a non-empty array of versions such as "1.4.0"');
  }
  if (clientAddress !== undefined && typeof clientAddress !== 'function') {
    fail('option "clientAddress" must be a function (request, env) => string | undefined');
  }
  if (typeof now !== 'function') fail('option "now" must be a function that returns epoch milliseconds');
  return {
    store,
    signals: withExtraSignals(extraSignals),
    access,
    minReports,
    cors: checkedCors(cors),
    versions: versions && [...versions],
    clientAddress,
    limits: checkedLimits(limits),
    now,
  };
}

function checkedLimits(limits: CollectorLimits): Required<CollectorLimits> {
  if (!isObject(limits)) fail('option "limits" must be an object');
  const names = Object.keys(defaultLimits);
  for (const [name, value] of Object.entries(limits)) {
    if (!names.includes(name)) fail(`has no limit "${name}"; its limits are ${names.join(', ')}`);
    const least = name === 'turnedAway' ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least) fail(`limit "${name}" must be an integer from ${least}`);
    if (name === 'bodyMs' && value > longestTimerMs)
      fail(`limit "${name}" must be at most ${longestTimerMs} milliseconds`);
  }
  return { ...defaultLimits, ...limits };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, pattern: RegExp): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && pattern.test(item))
  );
}

function fail(what: string): never {
  throw new TypeError(`createCollector ${what}`);
}
