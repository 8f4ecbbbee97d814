import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { auth } from 'hono/utils/basic-auth';
import { timingSafeEqual } from 'hono/utils/buffer';
import type { CollectorAccess, CollectorCredentials } from './access.js';
import { cookieOf } from './cookie.js';
import { problemDetails, problemResponse } from './problemDetails.js';
import { accessPage, isNavigation } from './stats/accessPage.js';

/** Answers requests that have no access with a problem document or, to a browser's navigation, with a page. */
export function requireAccess<Env extends object>(
  access: CollectorAccess<Env> | undefined,
): MiddlewareHandler<{ Bindings: Env }> {
  return async (c, next) => {
    if (access === 'open') return next();
    if (access === undefined) return problemResponse({ problem: readingDisabled });
    if (typeof access === 'function')
      return access(c.req.raw, c.env) ? next() : problemResponse({ problem: forbidden });
    if (await isAuthorized(c.req.raw, access)) return next();
    const cookie = access.token === undefined ? undefined : await cookieOf(c.req.raw, access.token);
    if (cookie && (await timingSafeEqual(cookie.value, getCookie(c, cookie.name) ?? ''))) return next();
    return unauthorized(c.req.raw, access);
  };
}

/** The same for `/healthz`: load balancers have no credentials, and the result is not sensitive. */
export function requireHealthAccess<Env extends object>(
  access: CollectorAccess<Env> | undefined,
): MiddlewareHandler<{ Bindings: Env }> {
  return requireAccess(typeof access === 'object' ? 'open' : access);
}

/**
 * Refuses reads that a page of another site has started: they would carry the access of the person who visits that page. A
 * navigation gets a page with a link to the same address, which is then opened from this origin.
 */
export function refuseCrossSite<Env extends object>(access: CollectorAccess<Env> | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (access === 'open' || c.req.header('sec-fetch-site') !== 'cross-site') return next();
    return isNavigation(c.req.raw) ? accessPage('cross-site', 403) : problemResponse({ problem: crossSite });
  };
}

/**
 * Answers `/?token=…`: the right token becomes a cookie, and the browser is redirected to the address without the token, so that
 * it is neither in a link nor in what the page's links send. A wrong one is answered 401.
 */
export function exchangeToken<Env extends object>(access: CollectorAccess<Env> | undefined): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    if (typeof access !== 'object' || access.token === undefined || !url.searchParams.has('token')) return next();
    const tokens = url.searchParams.getAll('token');
    const isRight = await timingSafeEqual(access.token, tokens[0] ?? '');
    if (!isRight || tokens.length > 1) return unauthorized(c.req.raw, access);
    const { name, value, isSecure } = await cookieOf(c.req.raw, access.token);
    url.searchParams.delete('token');
    return new Response(null, {
      status: 303,
      headers: {
        location: url.searchParams.size === 0 ? './' : `?${url.searchParams}`,
        'set-cookie': `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`,
      },
    });
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

function unauthorized(request: Request, { token, basic }: CollectorCredentials): Response | Promise<Response> {
  const schemes = [
    ...(basic ? [{ challenge: `Basic ${realm}, charset="UTF-8"`, credentials: 'a user name and a password' }] : []),
    ...(token ? [{ challenge: `Bearer ${realm}`, credentials: 'a bearer token' }] : []),
  ];
  const headers = { 'www-authenticate': schemes.map(({ challenge }) => challenge).join(', ') };
  if (isNavigation(request)) return accessPage(token === undefined ? 'no password' : 'no token', 401, headers);
  const credentials = schemes.map((scheme) => scheme.credentials).join(' or ');
  return problemResponse(
    { problem: problemDetails(401, `The Authorization header must have ${credentials}.`) },
    headers,
  );
}

const readingDisabled = problemDetails(
  403,
  'Reading is disabled: no credentials are configured. Set the option "access" of createCollector.',
);

const forbidden = problemDetails(403, 'Reading is not allowed: the function "access" of the collector refuses it.');

const crossSite = problemDetails(403, 'Pages of other sites must not read.');
