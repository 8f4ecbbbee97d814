import type { Duplex } from 'node:stream';

/** How long a client that sent no valid request has to read the response and close the connection. */
const timeoutMs = 1000;

const problems = {
  400: { title: 'Bad Request', detail: 'The request is malformed.' },
  408: { title: 'Request Timeout', detail: 'The request did not arrive in time.' },
} as const;

/** As the collector's own answers have them. */
const headers: Readonly<Record<string, string>> = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** For what never becomes a request to the collector, e.g. with a malformed Host header. */
export function malformedResponse(): Response {
  return new Response(bodyOf(400), { status: 400, headers });
}

/** Answers what Node's parser rejects, and closes the connection. */
export function respondToMalformed(cause: unknown, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  // After clientError, Node no longer handles errors on the socket; an unhandled ECONNRESET would crash the process.
  socket.on('error', () => socket.destroy());
  setTimeout(() => socket.destroy(), timeoutMs).unref();
  const isLate = cause instanceof Error && 'code' in cause && cause.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = isLate ? 408 : 400;
  const body = bodyOf(status);
  const all = { ...headers, 'content-length': String(body.length), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${problems[status].title}`, ...lines, '', body].join('\r\n'));
}

function bodyOf(status: keyof typeof problems): string {
  return JSON.stringify({ type: 'about:blank', status, ...problems[status] });
}
