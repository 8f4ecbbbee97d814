/** Runs in its own process: opens connections, each of which posts again as soon as it gets an answer. */

import { connect } from 'node:net';
import { nextPost } from './posts.js';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Ends after so many seconds or posts, whichever comes first. */
  readonly seconds: number;
  readonly posts: number;
}

export interface LoadResult {
  readonly accepted: number;
  /** Answers with a status other than 202, and broken connections. */
  readonly failed: number;
  readonly seconds: number;
  /** From the first byte sent to the last received, of accepted posts. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const { port, connections, seconds, posts }: LoadOptions = JSON.parse(process.argv[2] ?? '');

const latencies: number[] = [];
let failed = 0;
let started = 0;
const start = performance.now();
const over = () => started >= posts || performance.now() - start > seconds * 1000;

await Promise.all(Array.from({ length: connections }, connection));
const elapsed = (performance.now() - start) / 1000;
const accepted = latencies.length;
const sorted = Float64Array.from(latencies).sort();
process.send?.({
  accepted,
  failed,
  seconds: elapsed,
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
} satisfies LoadResult);
process.disconnect();

function percentile(part: number): number {
  return sorted[Math.floor(accepted * part)] ?? Number.NaN;
}

/** An accepted post has no response body, so the end of the headers is the end of the answer. */
function connection(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    const send = () => {
      if (over()) return socket.end();
      started += 1;
      sentAt = performance.now();
      return socket.write(nextPost());
    };
    let answer = '';
    socket.on('connect', send);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      answer += piece;
      if (!answer.includes('\r\n\r\n')) return;
      if (answer.startsWith('HTTP/1.1 202 ')) latencies.push(performance.now() - sentAt);
      else failed += 1;
      answer = '';
      send();
    });
    socket.on('error', () => {
      failed += 1;
    });
    socket.on('close', () => resolve());
  });
}
