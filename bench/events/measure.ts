import type { Contestant, Totals } from './contestant.js';
import { makeStream } from './stream.js';

export interface Measured {
  /** Nanoseconds per event in the quickest pass: what else the machine does can only slow one. */
  readonly ns: number;
  readonly passes: number;
  /** Of one pass. */
  readonly totals: Totals | undefined;
}

const enoughMs = 600;
const mostPasses = 25;

/** A first pass of a million warms up; then passes are timed until there are enough. */
export async function measure(start: () => Contestant | Promise<Contestant>): Promise<Measured> {
  const stream = makeStream();
  const contestant = await start();
  contestant.feed(stream);
  const times: number[] = [];
  for (let spent = 0; spent < enoughMs && times.length < mostPasses; spent += times.at(-1) ?? 0) {
    await new Promise((resolve) => setTimeout(resolve)); // a host's turn ends now and then
    const begin = performance.now();
    contestant.feed(stream);
    times.push(performance.now() - begin);
  }
  const totals = await contestant.totals();
  return {
    ns: (Math.min(...times) * 1e6) / stream.order.length,
    passes: times.length,
    totals: totals && Object.fromEntries(Object.entries(totals).map(([token, n]) => [token, n / (times.length + 1)])),
  };
}
