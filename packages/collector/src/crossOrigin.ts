import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { CorsRule } from './parseCors.js';

/** The headers of this API, allowed by a preflight that requests none. */
const defaultHeaders = ['Content-Type', 'Idempotency-Key', 'Turntally-Sealed'];

const exposedHeaders = ['Retry-After'] as const;

/** A header name as in RFC 9110, section 5.1. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Adds the headers of CORS and answers preflights. A post needs a preflight, so pages of other origins cannot post. A preflight
 * allows all headers that it requests: no credentials are used, and tracing libraries add headers such as `traceparent`, `baggage`
 * and `sentry-trace` to every request of a page.
 */
export function crossOrigin(rule: CorsRule): MiddlewareHandler {
  const preflight: MiddlewareHandler = (c, next) => {
    const handle = cors({
      origin: rule === '*' ? '*' : (origin) => allowedOrigin(rule, origin),
      allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
      allowHeaders: requestedHeaders(c.req.header('Access-Control-Request-Headers')),
      exposeHeaders: [...exposedHeaders],
      maxAge: 86_400,
    });
    return handle(c, next);
  };
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return preflight(c, next);
    await next();
    // What `cors` does, which makes two more responses.
    const { headers } = c.res;
    const allowed = allowedOrigin(rule, c.req.header('Origin') ?? '');
    if (allowed !== undefined) headers.set('Access-Control-Allow-Origin', allowed);
    headers.set('Access-Control-Expose-Headers', exposedHeaders.join(','));
    if (rule !== '*') headers.append('Vary', 'Origin');
    return undefined;
  };
}

function allowedOrigin(rule: CorsRule, origin: string): string | undefined {
  if (rule === '*') return '*';
  const isAllowed = rule === 'packaged and loopback' ? isPackagedOrLoopback(origin) : rule.includes(origin);
  return isAllowed ? origin : undefined;
}

/**
 * Whether an `Origin` header is that of a page which no web site serves: `null` and `file://` of files, the own schemes of
 * packaged apps, and loopback hosts. A sandboxed frame of any site has the origin `null` too.
 */
function isPackagedOrLoopback(origin: string): boolean {
  if (origin === 'null') return true;
  if (/^https?:/i.test(origin)) {
    return /^https?:\/\/(127(\.\d{1,3}){3}|\[::1\]|([a-z0-9-]+\.)*localhost)(:\d{1,5})?$/.test(origin);
  }
  return /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#@\s]*$/.test(origin);
}

function requestedHeaders(list = ''): string[] {
  const names = list.split(/[ \t]*,[ \t]*/).filter((name) => headerName.test(name));
  return names.length > 0 ? names : defaultHeaders;
}
