import type { Contestant, Totals } from './contestant.js';
import { makeStream } from './stream.js';

export interface Measured {
  /** Nanoseconds per event in the fastest pass, because other load can only slow a pass down. */
  readonly ns: number;
  readonly passes: number;
  /** The totals of one pass. */
  readonly totals: Totals | undefined;
}

/** Engines compile for a while, in Chromium for up to a dozen passes. */
const warmUp = { ms: 2000, passes: 20 };
const timed = { ms: 600, passes: 25 };

/** Feeds a stream of a million events until the engine is warm, then times further passes. */
export async function measure(start: () => Contestant | Promise<Contestant>): Promise<Measured> {
  const stream = makeStream();
  const contestant = await start();
  const repeat = async ({ ms, passes }: typeof timed): Promise<number[]> => {
    const times: number[] = [];
    for (let spent = 0; spent < ms && times.length < passes; spent += times.at(-1) ?? 0) {
      await new Promise((resolve) => setTimeout(resolve)); // an app yields to the event loop from time to time
      const begin = performance.now();
      contestant.feed(stream);
      times.push(performance.now() - begin);
    }
    return times;
  };
  const warm = await repeat(warmUp);
  const times = await repeat(timed);
  const totals = await contestant.totals();
  return {
    ns: (Math.min(...times) * 1e6) / stream.order.length,
    passes: times.length,
    totals:
      totals &&
      Object.fromEntries(Object.entries(totals).map(([token, n]) => [token, n / (warm.length + times.length)])),
  };
}
