import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { type CollectorAccess, fromThisMachine, isLoopbackHost } from '@turntally/collector';
import { UsageError } from '../UsageError.js';

type Bindings = HttpBindings | Http2Bindings;

export interface ReadOptions {
  /** The address to listen on. */
  readonly host: string;
  readonly token?: string | undefined;
  /** `user:password` */
  readonly basic?: string | undefined;
}

export interface ReadAccess {
  /** The option `access` of the collector. */
  readonly access: CollectorAccess<Bindings> | undefined;
  /** Returns a line about the stats page of the collector at `url`. */
  describe(url: string): string;
}

/**
 * Who may read the sums: clients with the token or the password; if neither is set, clients on this machine.
 *
 * @throws UsageError if `basic` is not `user:password`.
 */
export function readAccess({ host, token, basic }: ReadOptions): ReadAccess {
  // An empty token or password, e.g. from a variable that was not set, is an error. It must not open the page.
  if (token === undefined && basic === undefined) return accessWithoutCredentials(host);
  const accepted = [
    ...(basic === undefined ? [] : ['user name and password']),
    ...(token === undefined ? [] : ['token']),
  ];
  return {
    access: {
      ...(token !== undefined && { token }),
      ...(basic !== undefined && { basic: parseBasic(basic) }),
    },
    describe: (url) => `stats page: ${url}/ (with ${accepted.join(' or ')})`,
  };
}

function accessWithoutCredentials(host: string): ReadAccess {
  const isLoopback = isLoopbackHost(host.includes(':') ? `[${host}]` : host);
  if (!isLoopback) {
    return {
      access: undefined,
      describe: () =>
        'stats page: disabled, because no credentials are configured; set --token or --basic (TURNTALLY_TOKEN, TURNTALLY_BASIC)',
    };
  }
  return {
    // Browsers use HTTP/1.1. HTTP/1.0 is what nginx speaks to the servers behind it, by default without forwarding headers.
    access: (request, { incoming }) =>
      incoming.httpVersion !== '1.0' && fromThisMachine(request, incoming.socket.remoteAddress),
    describe: (url) =>
      `stats page: ${url}/ (only from this machine; to read it from elsewhere, set --token or --basic)`,
  };
}

function parseBasic(text: string): { readonly user: string; readonly password: string } {
  const { user, password } = /^(?<user>[^:\p{Cc}]+):(?<password>\P{Cc}+)$/u.exec(text)?.groups ?? {};
  if (user !== undefined && password !== undefined) return { user, password };
  // The text may be a password, so the message does not repeat it.
  throw new UsageError('--basic (TURNTALLY_BASIC) must be user:password, each of at least one character, on one line');
}
