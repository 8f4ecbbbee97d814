import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { malformedResponse } from '@turntally/collector';

/** How long a client that sent no valid request has to read the response and close the connection. */
const timeoutMs = 1000;

/** Answers what Node's parser rejects, and closes the connection. */
export async function respondToMalformed(cause: unknown, socket: Duplex): Promise<void> {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  // After clientError, Node no longer handles errors on the socket; an unhandled ECONNRESET would crash the process.
  socket.on('error', () => socket.destroy());
  setTimeout(() => socket.destroy(), timeoutMs).unref();
  const isLate = cause instanceof Error && 'code' in cause && cause.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const response = malformedResponse(isLate ? 408 : 400);
  const body = await response.text();
  const headers = { ...Object.fromEntries(response.headers), 'content-length': body.length, connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`, ...lines, '', body].join('\r\n'));
}
