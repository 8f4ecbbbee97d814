import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type ResourceMetrics,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';
import type { Total } from '@turntally/collector';
import fc from 'fast-check';
import { operatingSystems } from 'turntally/protocol';
import { expect, test } from 'vitest';
import { otlpRequests } from '../src/export/otlpRequests.js';
import { version } from '../src/version.js';

const days = { from: '2026-05-01', to: '2026-05-20' };
const seconds = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;
const attributesOf = {
  linux: { 'os.type': 'linux' },
  macos: { 'os.type': 'darwin', 'os.name': 'macOS' },
  windows: { 'os.type': 'windows' },
  android: { 'os.type': 'linux', 'os.name': 'Android' },
  ios: { 'os.type': 'darwin', 'os.name': 'iOS' },
  other: { 'os.type': 'other' },
  'too few': {},
} as const;

const tokens = {
  'turns/total': {},
  'provider_error/http_429': { 'error.type': '429' },
  'provider_error/http_5xx': { 'error.type': '5xx' },
  'provider_error/other': { 'error.type': '_OTHER' },
  'tool_error/exec': { 'error.type': 'exec' },
  'finish_reason/other': {},
  'plan/pro': {},
} as const;

const total = fc
  .record({
    version: fc.constantFrom('1.4.0', '1.10.0', '2.0.0-beta.1', 'too few'),
    os: fc.constantFrom(...operatingSystems, 'too few' as const),
    token: fc.constantFrom(...Object.keys(tokens), 'turns/too few'),
    count: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    reports: fc.nat({ max: 1e9 }),
  })
  .map(({ token, ...rest }): Total => {
    const [signal = '', bucket = ''] = token.split('/');
    return { ...rest, signal, bucket };
  });
const totals = fc.uniqueArray(total, {
  selector: ({ version, os, signal, bucket }) => [version, os, signal, bucket].join(),
  maxLength: 80,
});

/** What the app's own SDK would export if it had counted this total, each in a metric and a resource of its own. */
function asSdkData({ version: release, os, signal, bucket, count, reports }: Total): ResourceMetrics {
  const metric = (name: string, unit: string, description: string, value: number): SumMetricData => ({
    descriptor: { name, unit, description, valueType: 0 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: [
      {
        startTime: [seconds(days.from), 0],
        endTime: [seconds('2026-05-21'), 0],
        attributes: { 'turntally.bucket': bucket, ...tokens[`${signal}/${bucket}` as keyof typeof tokens] },
        value,
      },
    ],
  });
  const name = `turntally.${signal}`;
  return {
    resource: resourceFromAttributes({ 'service.name': 'my-app', 'service.version': release, ...attributesOf[os] }),
    scopeMetrics: [
      {
        scope: { name: 'turntally', version: version() },
        metrics: [
          metric(name, signal === 'turns' ? '{turn}' : '{event}', `The signal ${signal}, on all finished days.`, count),
          metric(
            `${name}.reports`,
            '{report}',
            `Batches that contributed to ${name}: about one a device and day.`,
            reports,
          ),
        ],
      },
    ],
  };
}

interface Json {
  readonly resourceMetrics: readonly {
    readonly resource: unknown;
    readonly scopeMetrics: readonly {
      readonly scope: unknown;
      readonly metrics: readonly { readonly sum: { readonly dataPoints: readonly unknown[] } }[];
    }[];
  }[];
}

/** One line for each data point with all that it is in, as a receiver sees it: fields in any order, numbers or strings, no defaults. */
function pointsOf({ resourceMetrics }: Json): readonly string[] {
  const lines = resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap(({ sum: { dataPoints, ...sum }, ...metric }) =>
        dataPoints.map((point) => JSON.stringify(plain({ resource, scope, metric, sum, point }))),
      ),
    ),
  );
  return lines.sort();
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([name, field]) => !(name.startsWith('dropped') && field === 0));
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, plain(field)]));
}

test("the JSON states what OpenTelemetry's own serializer does for the same sums", () => {
  fc.assert(
    fc.property(totals, (all) => {
      const shown = all.filter(({ version, os, bucket }) => ![version, os, bucket].includes('too few'));
      const expected = shown.flatMap((one) => {
        const bytes = JsonMetricsSerializer.serializeRequest(asSdkData(one));
        return pointsOf(JSON.parse(new TextDecoder().decode(bytes)));
      });
      const requests = otlpRequests({ days, totals: all }, 'my-app');
      expect(requests.flatMap((request) => pointsOf(JSON.parse(JSON.stringify(request)))).sort()).toEqual(
        expected.sort(),
      );
    }),
  );
});

test('a metric is there once in its resource, and a resource once, in requests of a bounded size', () => {
  const versions = Array.from({ length: 120 }, (_, n) => `1.${n}.0`);
  const all = versions.flatMap((version) =>
    ['http_429', 'timeout'].map(
      (bucket): Total => ({ version, os: 'linux', signal: 'provider_error', bucket, count: 1, reports: 1 }),
    ),
  );
  const requests = otlpRequests({ days, totals: all }, 'my-app');
  expect(requests.map(({ resourceMetrics }) => resourceMetrics.length)).toEqual([50, 50, 20]);
  const resources = requests.flatMap(({ resourceMetrics }) => resourceMetrics);
  expect(new Set(resources.map(({ resource }) => JSON.stringify(resource))).size).toBe(120);
  for (const { scopeMetrics } of resources) {
    expect(scopeMetrics.map(({ metrics }) => metrics.map(({ name }) => name))).toEqual([
      ['turntally.provider_error', 'turntally.provider_error.reports'],
    ]);
  }
});

test('without a finished day there is nothing to send', () => {
  expect(otlpRequests({ days: undefined, totals: [] }, 'my-app')).toEqual([]);
});
