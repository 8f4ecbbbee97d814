import type { Total, Totals } from '@turntally/collector';
import { isRelease, limits, type Os } from 'turntally/protocol';
import { version } from '../version.js';

/** The part of OTLP's JSON encoding that this command sends; 64-bit integers are decimal strings in it. */
export interface OtlpRequest {
  readonly resourceMetrics: readonly ResourceMetrics[];
}

interface ResourceMetrics {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeMetrics: readonly [{ readonly scope: Scope; readonly metrics: readonly Metric[] }];
}

interface Scope {
  readonly name: string;
  readonly version: string;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly sum: {
    /** 2 is cumulative: each number counts from `startTimeUnixNano` on. */
    readonly aggregationTemporality: 2;
    readonly isMonotonic: true;
    readonly dataPoints: readonly DataPoint[];
  };
}

interface DataPoint {
  readonly attributes: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asInt: string;
}

/** A resource is a release on a system; so many in one request stay far below what receivers accept (some MiB). */
const resourcesPerRequest = 50;

/**
 * Returns the OTLP requests that state the totals. They depend on nothing else, so a repetition states the same. Rows that combine
 * releases, systems or buckets with too few batches are left out.
 *
 * @param service - The attribute `service.name`.
 */
export function otlpRequests({ days, totals }: Totals, service: string): readonly OtlpRequest[] {
  if (days === undefined) return [];
  const time = {
    startTimeUnixNano: nanoseconds(Date.parse(days.from)),
    timeUnixNano: nanoseconds(Date.parse(days.to) + msPerDay),
  };
  const shown = totals.filter((total) => isRelease(total) && limits.token.test(`${total.signal}/${total.bucket}`));
  const resources = grouped(shown, ({ version, os }) => `${version} ${os}`).map((ofRelease) => ({
    resource: { attributes: resourceAttributes(ofRelease[0], service) },
    scopeMetrics: [
      {
        scope: { name: 'turntally', version: version() },
        metrics: grouped(ofRelease, ({ signal }) => signal).flatMap((ofSignal) => metricsOf(ofSignal, time)),
      },
    ] as const,
  }));
  return chunks(resources, resourcesPerRequest).map((resourceMetrics) => ({ resourceMetrics }));
}

const msPerDay = 86_400_000;

type Time = Pick<DataPoint, 'startTimeUnixNano' | 'timeUnixNano'>;
type Group = readonly [Total, ...Total[]];

/** Epoch milliseconds, which are exact, as nanoseconds, which are not in a number. */
function nanoseconds(epochMs: number): string {
  return String(BigInt(epochMs) * 1_000_000n);
}

/** `os.type` as OpenTelemetry names it; `os.name` distinguishes mobile systems. */
const systems: Readonly<Record<Os, { readonly type: string; readonly name?: string }>> = {
  linux: { type: 'linux' },
  macos: { type: 'darwin', name: 'macOS' },
  windows: { type: 'windows' },
  android: { type: 'linux', name: 'Android' },
  ios: { type: 'darwin', name: 'iOS' },
  other: { type: 'other' },
};

function resourceAttributes({ version, os }: Total, service: string): readonly Attribute[] {
  const { type, name } = os in systems ? systems[os as Os] : { type: os };
  return [
    attribute('service.name', service),
    attribute('service.version', version),
    attribute('os.type', type),
    ...(name === undefined ? [] : [attribute('os.name', name)]),
  ];
}

/** The counts of a signal, and how many batches contributed to them. */
function metricsOf(totals: Group, time: Time): readonly Metric[] {
  const [{ signal }] = totals;
  const metric = (name: string, unit: string, description: string, field: 'count' | 'reports'): Metric => ({
    name,
    description,
    unit,
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: totals.map((total) => ({
        attributes: pointAttributes(total),
        ...time,
        asInt: String(total[field]),
      })),
    },
  });
  const name = `turntally.${signal}`;
  return [
    metric(name, signal === 'turns' ? '{turn}' : '{event}', `The signal ${signal}, on all finished days.`, 'count'),
    metric(
      `${name}.reports`,
      '{report}',
      `Batches that contributed to ${name}: about one a device and day.`,
      'reports',
    ),
  ];
}

function pointAttributes({ signal, bucket }: Total): readonly Attribute[] {
  const [base] = signal.split('.');
  const error = base === 'provider_error' || base === 'tool_error' ? errorType(bucket) : undefined;
  return [attribute('turntally.bucket', bucket), ...(error === undefined ? [] : [attribute('error.type', error)])];
}

/** OpenTelemetry's stable attribute: a status code, or a name; `_OTHER` is its own name for all others. */
function errorType(bucket: string): string {
  return bucket === 'other' ? '_OTHER' : bucket.replace(/^http_/, '');
}

function attribute(key: string, stringValue: string): Attribute {
  return { key, value: { stringValue } };
}

function grouped(totals: readonly Total[], key: (total: Total) => string): readonly Group[] {
  const groups = new Map<string, [Total, ...Total[]]>();
  for (const total of totals) {
    const group = groups.get(key(total));
    if (group) group.push(total);
    else groups.set(key(total), [total]);
  }
  return [...groups.values()];
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return items.filter((_, at) => at % size === 0).map((_, at) => items.slice(at * size, (at + 1) * size));
}
