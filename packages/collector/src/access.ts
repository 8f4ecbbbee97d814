import type { MiddlewareHandler } from 'hono';
import { auth } from 'hono/utils/basic-auth';
import { timingSafeEqual } from 'hono/utils/buffer';
import { problem, problemResponse } from './problemDetails.js';

/** What a reader has to know; where both are given, either will do. Over a network, only behind TLS. */
export interface CollectorCredentials {
  /** For programs: `Authorization: Bearer <token>`. Letters, digits and `-._~+/`; make it long and random. */
  readonly token?: string;
  /** For people: the browser asks for it. No colon in the user's name. */
  readonly basic?: { readonly user: string; readonly password: string };
}

/**
 * Who may read the sums (`GET /`, `/v1/metrics`, `/export.csv`, `/export.json`). Posting is open to all, and so
 * is `/healthz` where credentials are configured; else it is for whom the sums are for.
 * Either credentials; or a function that decides about each request, such as {@link fromThisMachine}; or `'open'`: whoever reaches it.
 */
export type CollectorAccess<Env extends object = object> =
  | 'open'
  | CollectorCredentials
  | ((request: Request, env: Env) => boolean);

/** Lets through who may read; the others get a problem document. Nobody may where nothing is configured. */
export function guard<Env extends object>(
  access: CollectorAccess<Env> | undefined,
): MiddlewareHandler<{ Bindings: Env }> {
  return async (c, next) => {
    if (access === 'open') return next();
    if (access === undefined || typeof access === 'function') {
      return access?.(c.req.raw, c.env) ? next() : problemResponse({ problem: notConfigured });
    }
    return (await knows(c.req.raw, access)) ? next() : unauthorized(access);
  };
}

async function knows(request: Request, { token, basic }: CollectorCredentials): Promise<boolean> {
  const given = request.headers.get('authorization')?.match(/^ *bearer +(\S+) *$/i)?.[1];
  if (token !== undefined && given !== undefined) return timingSafeEqual(token, given);
  const person = auth(request);
  if (basic === undefined || person === undefined) return false;
  const equal = await Promise.all([
    timingSafeEqual(basic.user, person.username),
    timingSafeEqual(basic.password, person.password),
  ]);
  return equal.every(Boolean);
}

function unauthorized({ token, basic }: CollectorCredentials): Response {
  const challenges = [...(basic ? [`Basic ${realm}, charset="UTF-8"`] : []), ...(token ? [`Bearer ${realm}`] : [])];
  const asked = [...(basic ? ['a user name and a password'] : []), ...(token ? ['a bearer token'] : [])].join(' or ');
  const detail = `This takes ${asked}, in the header Authorization.`;
  return problemResponse({ problem: problem(401, detail) }, { 'www-authenticate': challenges.join(', ') });
}

const realm = 'realm="turntally"';

const notConfigured = problem(
  403,
  'Nobody may read this from here, as neither a token nor a password is configured. On the command line: turntally collect ' +
    '--token or --basic, or TURNTALLY_TOKEN or TURNTALLY_BASIC in the environment; without these, only what listens on this ' +
    'machine can be read, from this machine, under the name localhost. In code: the option "access" of createCollector.',
);

/** @throws TypeError saying what `access` takes. */
export function checkAccess(access: unknown): void {
  if (access === undefined || access === 'open' || typeof access === 'function') return;
  if (!isObject(access)) fail(takes);
  const unknown = Object.keys(access).find((name) => name !== 'token' && name !== 'basic');
  if (unknown !== undefined || Object.values(access).every((value) => value === undefined)) fail(takes);
  const { token, basic } = access;
  if (token !== undefined && !(typeof token === 'string' && /^[\w.~+/-]+=*$/.test(token))) {
    fail('"access.token" must be of letters, digits and - . _ ~ + /, such as the output of openssl rand -hex 32');
  }
  if (basic !== undefined && !isBasic(basic)) {
    fail('"access.basic" must be { user, password }, both of at least one character, without a colon in the user');
  }
}

const takes =
  '"access" must be { token }, { basic: { user, password } }, a function (request, env) => boolean, or "open"';

function isBasic(basic: unknown): boolean {
  if (!isObject(basic)) return false;
  const { user, password, ...more } = basic;
  return isPrintable(user) && !user.includes(':') && isPrintable(password) && Object.keys(more).length === 0;
}

function isPrintable(value: unknown): value is string {
  return typeof value === 'string' && /^\P{Cc}+$/u.test(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function fail(what: string): never {
  throw new TypeError(`createCollector option ${what}`);
}
