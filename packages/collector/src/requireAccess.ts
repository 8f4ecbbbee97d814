import type { MiddlewareHandler } from 'hono';
import { auth } from 'hono/utils/basic-auth';
import { timingSafeEqual } from 'hono/utils/buffer';
import type { CollectorAccess, CollectorCredentials } from './access.js';
import { problemDetails, problemResponse } from './problemDetails.js';

/** Answers requests that have no access with a problem document. Without `access` these are all requests. */
export function requireAccess<Env extends object>(
  access: CollectorAccess<Env> | undefined,
): MiddlewareHandler<{ Bindings: Env }> {
  return async (c, next) => {
    if (access === 'open') return next();
    if (access === undefined) return problemResponse({ problem: readingDisabled });
    if (typeof access === 'function')
      return access(c.req.raw, c.env) ? next() : problemResponse({ problem: forbidden });
    return (await isAuthorized(c.req.raw, access)) ? next() : unauthorized(access);
  };
}

async function isAuthorized(request: Request, { token, basic }: CollectorCredentials): Promise<boolean> {
  const bearer = request.headers.get('authorization')?.match(/^ *bearer +(\S+) *$/i)?.[1];
  if (token !== undefined && bearer !== undefined) return timingSafeEqual(token, bearer);
  const sent = auth(request);
  if (basic === undefined || sent === undefined) return false;
  const equal = await Promise.all([
    timingSafeEqual(basic.user, sent.username),
    timingSafeEqual(basic.password, sent.password),
  ]);
  return equal.every(Boolean);
}

const realm = 'realm="turntally"';

function unauthorized({ token, basic }: CollectorCredentials): Response {
  const schemes = [
    ...(basic ? [{ challenge: `Basic ${realm}, charset="UTF-8"`, credentials: 'a user name and a password' }] : []),
    ...(token ? [{ challenge: `Bearer ${realm}`, credentials: 'a bearer token' }] : []),
  ];
  const credentials = schemes.map((scheme) => scheme.credentials).join(' or ');
  const problem = problemDetails(401, `The Authorization header must have ${credentials}.`);
  return problemResponse({ problem }, { 'www-authenticate': schemes.map(({ challenge }) => challenge).join(', ') });
}

const configure =
  'Set --token or --basic (TURNTALLY_TOKEN, TURNTALLY_BASIC) on the command line, or the option "access" of createCollector.';

const readingDisabled = problemDetails(403, `Reading is disabled: no credentials are configured. ${configure}`);

const forbidden = problemDetails(403, `Reading is not allowed from here. ${configure}`);
