import { checkOption } from 'turntally/signals';

/** What a reader must send. If both are given, either is enough. Use them over TLS only, except on loopback. */
export interface CollectorCredentials {
  /**
   * For programs: `Authorization: Bearer <token>`. For people: `/?token=<token>` sets a cookie. Letters, digits and `-._~+/`;
   * make it long and random.
   */
  readonly token?: string;
  /** For people: the browser prompts for it. The user must not contain a colon. */
  readonly basic?: { readonly user: string; readonly password: string };
}

/**
 * Who may read the sums (`GET /`, `/v1/metrics`, `/export.csv`, `/export.json`): clients with the credentials; the requests for
 * which a function returns `true`; or, with `'open'`, everyone.
 *
 * Posting is always open. `/healthz` is open with credentials and with `'open'`; a function also decides about `/healthz`.
 */
export type CollectorAccess<Env extends object = object> =
  | 'open'
  | CollectorCredentials
  | ((request: Request, env: Env) => boolean);

/**
 * Validates the option `access`.
 *
 * @throws OptionError naming what is wrong with it.
 */
export function checkAccess(access: unknown): void {
  if (access === undefined || access === 'open' || typeof access === 'function') return;
  const allowed = '{ token }, { basic: { user, password } }, a function (request, env) => boolean, or "open"';
  checkOption(isObject(access), 'access', `must be ${allowed}`);
  const { token, basic, ...others } = access;
  const [unknown] = Object.keys(others);
  checkOption(unknown === undefined, 'access', `must not have "${unknown}"; it must be ${allowed}`);
  checkOption(token !== undefined || basic !== undefined, 'access', `must not be empty; it must be ${allowed}`);
  checkOption(
    token === undefined || isToken(token),
    'access.token',
    'must be of letters, digits and - . _ ~ + /, such as the output of openssl rand -hex 32',
  );
  if (basic !== undefined) checkBasic(basic);
}

function checkBasic(basic: unknown): void {
  checkOption(isObject(basic), 'access.basic', 'must be { user, password }');
  const { user, password, ...others } = basic;
  const [unknown] = Object.keys(others);
  checkOption(unknown === undefined, 'access.basic', `must be { user, password }, without "${unknown}"`);
  const printable = 'must be a string of at least one character, without control characters';
  checkOption(isPrintable(user), 'access.basic.user', printable);
  checkOption(!user.includes(':'), 'access.basic.user', 'must not contain a colon');
  checkOption(isPrintable(password), 'access.basic.password', printable);
}

function isToken(token: unknown): boolean {
  return typeof token === 'string' && /^[\w.~+/-]+=*$/.test(token);
}

function isPrintable(value: unknown): value is string {
  return typeof value === 'string' && /^\P{Cc}+$/u.test(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
