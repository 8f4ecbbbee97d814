import type { WorkerContext } from '../options.js';
import type { GatewayKey } from './GatewayKey.js';

export interface ObliviousGatewayOptions<Env extends object = object> {
  /** The keys, the newest first: what `rotateKeys` returns. */
  readonly keys: readonly GatewayKey[];
  /** The collector's `fetch`. */
  readonly fetch: (request: Request, env?: Env, context?: WorkerContext) => Promise<Response>;
  /**
   * Where relays post encapsulated requests, and where `GET` returns the public keys.
   *
   * @defaultValue `'/.well-known/ohttp-gateway'` (RFC 9540)
   */
  readonly path?: string;
  /**
   * The collector's option `path`, or the paths of posts of all its apps, such as `['/chat/v1/metrics', '/editor/v1/metrics']`.
   * Encapsulated requests to other paths are answered 404.
   *
   * @defaultValue `'/v1/metrics'`
   */
  readonly metricsPath?: string | readonly string[];
  /**
   * Returns the address that the rate limit is for: the relay's. `env` is what the server passes to `fetch`.
   *
   * @defaultValue one limit for all relays
   */
  readonly relayAddress?: (request: Request, env: Env) => string | undefined;
  /**
   * Encapsulated requests a minute from one relay, a positive integer; more are answered 429. It replaces the collector's limit
   * per address, since a relay speaks for many people.
   *
   * @defaultValue 6000
   */
  readonly postsPerMinute?: number;
  /**
   * Returns the time in epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: () => number;
}

/** A web-standard handler: for Node (`@hono/node-server`), Workers, Deno and Bun. */
export interface ObliviousGateway<Env extends object = object> {
  fetch(request: Request, env?: Env, context?: WorkerContext): Promise<Response>;
}
