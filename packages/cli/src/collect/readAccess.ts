import { randomBytes } from 'node:crypto';
import type { CollectorCredentials } from '@turntally/collector';
import { UsageError } from '../UsageError.js';

export interface ReadOptions {
  readonly token?: string | undefined;
  /** `user:password` */
  readonly basic?: string | undefined;
}

export interface ReadAccess {
  /** The option `access` of the collector. */
  readonly access: CollectorCredentials;
  /** Returns a line about the stats page of the collector at `url`. */
  describe(url: string): string;
}

/**
 * Who may read the sums: clients with the token or the password; if neither is set, clients with a random token, which is in the
 * described address. Where a request comes from proves nothing: behind a proxy, everything comes from this machine.
 *
 * @throws UsageError if `basic` is not `user:password`.
 */
export function readAccess({ token, basic }: ReadOptions): ReadAccess {
  // An empty token or password, e.g. from a variable that was not set, is an error. It must not be replaced by a random one.
  if (token === undefined && basic === undefined) {
    const random = randomBytes(32).toString('base64url');
    return { access: { token: random }, describe: (url) => `stats page: ${url}/?token=${random}` };
  }
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

function parseBasic(text: string): { readonly user: string; readonly password: string } {
  const { user, password } = /^(?<user>[^:\p{Cc}]+):(?<password>\P{Cc}+)$/u.exec(text)?.groups ?? {};
  if (user !== undefined && password !== undefined) return { user, password };
  // The text may be a password, so the message does not repeat it.
  throw new UsageError('--basic (TURNTALLY_BASIC) must be user:password, each of at least one character, on one line');
}
