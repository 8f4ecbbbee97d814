import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { type Contestant, each, totalsOf } from '../contestant.js';
import { classifyInto, tokens } from '../floor.js';

/** A counter for each signal, with the bucket as an attribute. The attribute objects are created once. */
export function start(): Contestant {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
  const names = tokens.map((token) => token.split('/') as [string, string]);
  const counters = new Map(names.map(([signal]) => [signal, meter.createCounter(signal)]));
  const parts = names.map(([signal, bucket]) => {
    const counter = counters.get(signal);
    if (!counter) throw new Error(`no counter ${signal}`);
    return { counter, attributes: { bucket } };
  });
  const count = (token: number): void => {
    const { counter, attributes } = parts[token] as (typeof parts)[number];
    counter.add(1, attributes);
  };
  return {
    feed: (stream) => each(stream, (event) => classifyInto(event, count)),
    async totals() {
      await reader.forceFlush();
      const metrics = exporter.getMetrics().at(-1)?.scopeMetrics[0]?.metrics ?? [];
      await reader.shutdown();
      return totalsOf(
        metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(
            ({ attributes, value }) => [`${descriptor.name}/${attributes.bucket}`, Number(value)] as const,
          ),
        ),
      );
    },
  };
}
