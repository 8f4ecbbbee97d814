import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import {
  type CollectorAccess,
  type CollectorCredentials,
  checkAccess,
  fromThisMachine,
  isLoopbackHost,
} from '@turntally/collector';
import { UsageError, wrongOption } from '../errors.js';

type Bindings = HttpBindings | Http2Bindings;

interface Options {
  readonly token?: string | undefined;
  readonly basic?: string | undefined;
}

/**
 * Who may read: who knows the token or the password, where one is configured, and then on this machine too; else whoever is on
 * this machine. `listening` takes the address once it is known, until when nobody may, and answers what to print about it.
 *
 * @throws UsageError when a token or password cannot be one.
 */
export function readersFrom(
  options: Options,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly access: CollectorAccess<Bindings>; listening(url: string): string } {
  const token = options.token ?? environment.TURNTALLY_TOKEN;
  const basic = options.basic ?? environment.TURNTALLY_BASIC;
  if (token === undefined && basic === undefined) return readersHere();
  const credentials = {
    ...(token !== undefined && usable({ token }, wrongToken)),
    ...(basic !== undefined && usable({ basic: userAndPassword(basic) }, wrongBasic)),
  };
  const asked = [
    ...(basic === undefined ? [] : ['a user name and password']),
    ...(token === undefined ? [] : ['a token']),
  ];
  return { access: credentials, listening: (url) => `the stats page at ${url}/ asks for ${asked.join(' or ')}` };
}

function readersHere(): ReturnType<typeof readersFrom> {
  let here = false;
  return {
    access: (request, { incoming }) =>
      // Browsers speak HTTP/1.1; what speaks 1.0 is a proxy, such as nginx, which need not tell of itself otherwise.
      here && incoming.httpVersion !== '1.0' && fromThisMachine(request, incoming.socket.remoteAddress),
    listening(url) {
      here = isLoopbackHost(new URL(url).host);
      return here
        ? `the stats page is open on this machine, and only here: ${url}/ (to read it from elsewhere: --token, --basic)`
        : 'posts are counted, and nobody can read the stats page: configure --token or --basic (TURNTALLY_TOKEN, TURNTALLY_BASIC)';
    },
  };
}

/** Without a colon, the password is empty: that is refused like any other. */
function userAndPassword(text: string): { readonly user: string; readonly password: string } {
  const [user = '', ...rest] = text.split(':');
  return { user, password: rest.join(':') };
}

/** An empty one, such as of a variable that was meant to be set, is wrong: it must not open what it was to close. */
function usable(credentials: CollectorCredentials, wrong: (error: TypeError) => UsageError): CollectorCredentials {
  try {
    checkAccess(credentials);
    return credentials;
  } catch (error) {
    throw error instanceof TypeError ? wrong(error) : error;
  }
}

const wrongToken = (error: TypeError): UsageError => wrongOption('--token (TURNTALLY_TOKEN)', error);

/** Without repeating it: it may be the password. */
const wrongBasic = (): UsageError =>
  new UsageError('--basic (TURNTALLY_BASIC) takes user:password, both of at least one character, on one line');
