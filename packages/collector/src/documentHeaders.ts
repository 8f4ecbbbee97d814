import type { MiddlewareHandler } from 'hono';

/**
 * Adds the headers that every answer with a body has: it is not stored, guessed at, embedded by pages of other origins or left in
 * a window that they have opened. A document that is opened runs and loads nothing, unless it brings a policy of its own.
 */
export const documentHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Cache-Control', 'no-store');
  c.header('X-Content-Type-Options', 'nosniff');
  if (c.res.status === 202 || c.res.status === 204) return;
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Referrer-Policy', 'no-referrer');
  if (!c.res.headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', nothing);
};

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Nothing may run, load or frame a page; only its own style element applies, and its form leads back to it. */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  };
}
