import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { CorsRule } from './parseCors.js';

/** The headers of this API, allowed by a preflight that requests none. */
const defaultHeaders = ['Content-Type', 'Idempotency-Key'];

/** A header name as in RFC 9110, section 5.1. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Adds the headers of CORS and answers preflights. A post needs a preflight, so pages of other origins cannot post. A preflight
 * allows all headers that it requests: no credentials are used, and tracing libraries add headers such as `traceparent`, `baggage`
 * and `sentry-trace` to every request of a page.
 */
export function crossOrigin(rule: CorsRule): MiddlewareHandler {
  return (c, next) => {
    const handle = cors({
      origin: allowedOrigin(rule),
      allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
      allowHeaders: requestedHeaders(c.req.header('Access-Control-Request-Headers')),
      exposeHeaders: ['Retry-After'],
      maxAge: 86_400,
    });
    return handle(c, next);
  };
}

function allowedOrigin(rule: CorsRule) {
  if (rule === '*') return '*';
  if (rule === 'packaged and loopback') return (origin: string) => (isPackagedOrLoopback(origin) ? origin : undefined);
  return [...rule];
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
