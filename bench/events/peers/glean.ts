import CounterMetricType from '@mozilla/glean/private/metrics/counter';
import LabeledMetricType from '@mozilla/glean/private/metrics/labeled';
import PingType from '@mozilla/glean/private/ping';
import Glean from '@mozilla/glean/web';
import { agentSignals } from '../../../src/signals.js';
import { type Contestant, each, totalsOf } from '../contestant.js';
import { classifyInto, tokens } from '../floor.js';

const ping = 'bench';

/** Equals the code generated from a metrics.yaml with a labeled counter per signal. Persists each count at once. Uploads fail. */
export function start(): Contestant {
  new PingType({ name: ping, includeClientId: false, sendIfEmpty: false, reasonCodes: [] });
  Glean.initialize('turntally-bench', true, { serverEndpoint: 'https://127.0.0.1:9' });
  const signals = new Map(
    Object.entries(agentSignals).map(([name, buckets]) => [
      name,
      new LabeledMetricType(
        { category: 'agent', name, sendInPings: [ping], lifetime: 'ping', disabled: false },
        CounterMetricType,
        [...buckets],
      ),
    ]),
  );
  const counters = tokens.map((token) => {
    const [signal = '', bucket = ''] = token.split('/');
    const counter = signals.get(signal)?.[bucket];
    if (!counter) throw new Error(`no counter ${token}`);
    return counter;
  });
  const count = (token: number): void => counters[token]?.add(1);
  return {
    feed: (stream) => each(stream, (event) => classifyInto(event, count)),
    async totals() {
      const stored: Record<string, number> = JSON.parse(localStorage.getItem('pingLifetimeMetrics') ?? '{}')[ping]
        .counter;
      return totalsOf(Object.entries(stored).map(([name, count]) => [name.replace('agent.', ''), count] as const));
    },
  };
}
