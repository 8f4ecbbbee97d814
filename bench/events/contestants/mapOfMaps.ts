import { type Contestant, each, totalsOf } from '../contestant.js';
import { classifyInto, tokens } from '../floor.js';

export function start(): Contestant {
  const signals = new Map<string, Map<string, number>>();
  const names = tokens.map((token) => token.split('/') as [string, string]);
  const count = (token: number): void => {
    const [signal, bucket] = names[token] as [string, string];
    const buckets = signals.get(signal) ?? new Map<string, number>();
    if (buckets.size === 0) signals.set(signal, buckets);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  };
  return {
    feed: (stream) => each(stream, (event) => classifyInto(event, count)),
    totals: async () =>
      totalsOf(
        [...signals].flatMap(([signal, buckets]) =>
          [...buckets].map(([bucket, count]) => [`${signal}/${bucket}`, count] as const),
        ),
      ),
  };
}
