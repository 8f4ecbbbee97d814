import { Counter, Registry } from 'prom-client';
import { type Contestant, each, totalsOf } from '../contestant.js';
import { classifyInto, tokens } from '../floor.js';

/** One counter with two labels. The label objects are created once. */
export function start(): Contestant {
  const counter = new Counter({
    name: 'signals',
    help: 'Signals counted.',
    labelNames: ['signal', 'bucket'],
    registers: [new Registry()],
  });
  const labels = tokens.map((token) => {
    const [signal = '', bucket = ''] = token.split('/');
    return { signal, bucket };
  });
  const count = (token: number): void => counter.inc(labels[token] ?? {});
  return {
    feed: (stream) => each(stream, (event) => classifyInto(event, count)),
    async totals() {
      const { values } = await counter.get();
      return totalsOf(values.map(({ labels, value }) => [`${labels.signal}/${labels.bucket}`, value] as const));
    },
  };
}
