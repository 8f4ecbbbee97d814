import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

/** The headers of this API, allowed by a preflight that requests none. */
const defaultHeaders = ['Content-Type', 'Idempotency-Key'];

/** A header name as in RFC 9110, section 5.1. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Adds the headers of CORS and answers preflights. A preflight allows all headers that it requests: no credentials are used, and
 * tracing libraries add headers such as `traceparent`, `baggage` and `sentry-trace` to every request of a page.
 */
export function crossOrigin(origins: '*' | readonly string[]): MiddlewareHandler {
  return (c, next) => {
    const handle = cors({
      origin: origins === '*' ? '*' : [...origins],
      allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
      allowHeaders: requestedHeaders(c.req.header('Access-Control-Request-Headers')),
      exposeHeaders: ['Retry-After'],
      maxAge: 86_400,
    });
    return handle(c, next);
  };
}

function requestedHeaders(list = ''): string[] {
  const names = list.split(/[ \t]*,[ \t]*/).filter((name) => headerName.test(name));
  return names.length > 0 ? names : defaultHeaders;
}
