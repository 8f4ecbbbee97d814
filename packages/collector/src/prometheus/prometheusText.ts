import { operatingSystems } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import type { Total } from '../CollectorStore.js';
import { newestFirst } from '../stats/versionOrder.js';
import { isCombined } from './isCombined.js';

export interface PrometheusMetrics {
  /** The totals of the releases to list, in any order. */
  readonly totals: readonly Total[];
  /** The vocabulary. Each release has a series for each token on each system, and none for other tokens. */
  readonly signals: Signals;
  /** The last published day, `YYYY-MM-DD`. */
  readonly lastDay: string | undefined;
}

/** The media type of Prometheus' text format. */
export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Renders totals in Prometheus' text format. Rows that combine releases, systems or buckets with too few batches are left out. The
 * order of the series depends on the names only. A series that has no row is 0: the first sample of a series is no increase, so it
 * must be there before it counts.
 */
export function prometheusText({ totals, signals, lastDay }: PrometheusMetrics): string {
  const shown = totals.filter((total) => !isCombined(total));
  const bySeries = new Map(shown.map((total) => [seriesKey(total), total]));
  const versions = [...new Set(shown.map(({ version }) => version))].sort(newestFirst);
  const series = versions.flatMap((version) =>
    operatingSystems.flatMap((os) =>
      Object.entries(signals).flatMap(([signal, buckets]) =>
        buckets.map((bucket) => ({ version, os, signal, bucket })),
      ),
    ),
  );
  const samplesOf = (field: 'count' | 'reports') =>
    series.map((labels) => ({ labels, value: bySeries.get(seriesKey(labels))?.[field] ?? 0 }));
  const ranked = versions.filter((version) => !version.includes('-'));
  return [
    family('turntally_events_total', 'counter', 'What was counted, on all finished UTC days.', samplesOf('count')),
    family(
      'turntally_reports_total',
      'counter',
      'Batches that contributed to turntally_events_total: about one a device and day.',
      samplesOf('reports'),
    ),
    family(
      'turntally_release_rank',
      'gauge',
      '1 for the newest release, 2 for the one before it; pre-releases have none.',
      ranked.map((version, index) => ({ labels: { version }, value: index + 1 })),
    ),
    family(
      'turntally_last_day_timestamp_seconds',
      'gauge',
      'The start of the last finished day on which anything was counted.',
      lastDay === undefined ? [] : [{ labels: {}, value: Date.parse(lastDay) / 1000 }],
    ),
  ].join('');
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** No name that the collector accepts needs it, but another program may have written into the database. */
function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => escapes[character] ?? '');
}

function seriesKey({ version, os, signal, bucket }: Omit<Total, 'count' | 'reports' | 'os'> & { readonly os: string }) {
  return `${version}\0${os}\0${signal}\0${bucket}`;
}
