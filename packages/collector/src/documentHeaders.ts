import type { MiddlewareHandler } from 'hono';

/**
 * Adds the headers that every answer with a body has: it is not stored, guessed at, embedded by pages of other origins or left in
 * a window that they have opened. A document that is opened runs and loads nothing, unless it brings a policy of its own.
 */
export const documentHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { status, headers } = c.res; // `c.header` would copy the response for each header
  for (const [name, value] of Object.entries(answerHeaders)) headers.set(name, value);
  if (status === 202 || status === 204) return;
  for (const [name, value] of Object.entries(isolationHeaders)) headers.set(name, value);
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', nothing);
};

const answerHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

const isolationHeaders = {
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The same headers, for an answer with a body that is not made by the collector. */
export const documentHeaderValues: Readonly<Record<string, string>> = {
  ...answerHeaders,
  ...isolationHeaders,
  'Content-Security-Policy': nothing,
};

/** Nothing may run, load or frame a page; only its own style element applies, and its form leads back to it. */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  };
}
