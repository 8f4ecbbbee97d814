import { type Contestant, each, totalsOf } from '../contestant.js';
import { classifyInto, tokens } from '../floor.js';

export function start(): Contestant {
  const counts = new Float64Array(tokens.length);
  const count = (token: number): void => {
    counts[token] = (counts[token] as number) + 1;
  };
  return {
    feed: (stream) => each(stream, (event) => classifyInto(event, count)),
    totals: async () => totalsOf(tokens.map((token, at) => [token, counts[at] ?? 0])),
  };
}
