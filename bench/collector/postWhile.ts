import { randomUUID } from 'node:crypto';
import type { Collector } from '../../packages/collector/src/index.js';
import { nextBody } from './posts.js';

const postsAtOnce = 4;

export interface Posting {
  readonly collector: Collector;
  /** The clock of the collector, in epoch milliseconds. */
  readonly now: () => number;
}

/** Posts batches of their own, four at a time, until `isGoingOn` returns `false`. Resolves with the milliseconds that each took. */
export async function postWhile({ collector, now }: Posting, isGoingOn: () => boolean): Promise<readonly number[]> {
  const latencies: number[] = [];
  const postOn = async (): Promise<void> => {
    while (isGoingOn()) {
      const begun = performance.now();
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        'turntally-sealed': new Date(now()).toISOString().slice(0, 10),
      };
      const request = new Request('http://localhost/v1/metrics', { method: 'POST', headers, body: nextBody() });
      const { status } = await collector.fetch(request);
      if (status !== 202) throw new Error(`a post was answered ${status}`);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: postsAtOnce }, postOn));
  return latencies;
}

export function printLatencies(name: string, latencies: readonly number[]): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
  console.log(`${name}: ${sorted.length} posts, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`);
}
