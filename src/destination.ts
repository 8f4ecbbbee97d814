import { checkUrl, parseUrl } from './checkUrl.js';
import { checkOption } from './OptionError.js';

export interface DestinationOptions {
  /**
   * Where batches are posted: an https URL, absolute or relative to the page. http is accepted for this machine only:
   * `localhost`, `127.0.0.0/8` and `[::1]`.
   */
  endpoint: string | URL;
  /**
   * Keeps apart the apps of one page origin that send to the same recipient: each name has its own answer and its own ledger.
   *
   * @defaultValue `'turntally'`
   */
  name?: string;
}

/** Where counts go, and under which name the browser keeps what is meant for there. */
export interface Destination {
  /** Absolute, except where there is no page. */
  readonly endpoint: string;
  /** The origin of the endpoint: whom the person agrees to send to. `''` for a relative endpoint where there is no page. */
  readonly recipient: string;
  readonly name: string;
  /** The name of the database and, after a prefix, of lock and channel. Recipients share none, so what is counted for one is never sent to another. */
  readonly scope: string;
}

/**
 * @param onPage whether a relative endpoint needs a page, to resolve against. Without one, as on a server, it is accepted and cannot be reached.
 * @throws OptionError for the first option that has a wrong value.
 */
export function resolveDestination(options: DestinationOptions, onPage = true): Destination {
  const { endpoint, name = 'turntally' } = options ?? {};
  const page = onPage ? globalThis.location?.href : undefined;
  const url = checkUrl(endpoint, 'endpoint', page ?? 'http://localhost');
  checkOption(typeof name === 'string' && name !== '', 'name', 'must be a non-empty string');
  const isAbsolute = page !== undefined || parseUrl(endpoint) !== undefined;
  const recipient = isAbsolute ? url.origin : '';
  // An origin contains no @: no two pairs of name and recipient have the same scope.
  return { endpoint: isAbsolute ? url.href : `${endpoint}`, recipient, name, scope: `${name}@${recipient}` };
}
