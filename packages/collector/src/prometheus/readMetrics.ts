import type { CollectorStore, Total } from '../CollectorStore.js';
import { daysBefore, utcDate } from '../utcDays.js';
import { isCombined } from './isCombined.js';
import type { PrometheusMetrics } from './prometheusText.js';

/** Days for which a release is listed after it last counted. */
const listedDays = 30;

/** For so long after midnight, UTC, a release that has counted on one day only has zeros. */
const leadMs = 3_600_000;

/**
 * Reads what `GET /metrics` shows: totals of published days. They never fall, whatever is deleted.
 *
 * Prometheus takes the first sample of a series for where it begins, not for an increase. So that the first day of a release is
 * not lost, its series are there for an hour before they count that day.
 *
 * @param at - The time, epoch milliseconds.
 */
export async function readMetrics(store: CollectorStore, at: number): Promise<Omit<PrometheusMetrics, 'signals'>> {
  const today = utcDate(at);
  const { days, totals } = await store.totals(daysBefore(today, listedDays));
  return {
    totals: isLead(at) ? await withoutFirstDay(store, totals, daysBefore(today, 1)) : totals,
    lastDay: days?.to,
  };
}

/** Returns a text that changes whenever `readMetrics` may return something else, also when another process has published a day. */
export async function metricsVersion(store: CollectorStore, at: number): Promise<string> {
  const published = await store.omissions({ from: '0000-01-01', to: utcDate(at) });
  return JSON.stringify([utcDate(at), isLead(at), published.map(({ date }) => date)]);
}

function isLead(at: number): boolean {
  return at - Date.parse(utcDate(at)) < leadMs;
}

/** Takes away what `day` added to the releases that had nothing to show before it. */
async function withoutFirstDay(
  store: CollectorStore,
  totals: readonly Total[],
  day: string,
): Promise<readonly Total[]> {
  const added = new Map((await store.rows({ from: day, to: day })).map((row) => [rowKey(row), row]));
  const before = totals.map((total) => {
    const row = added.get(rowKey(total));
    return row === undefined
      ? total
      : { ...total, count: total.count - row.count, reports: total.reports - row.reports };
  });
  const shown = before.filter((total) => total.reports > 0 && !isCombined(total));
  const known = new Set(shown.map(({ version }) => version));
  return totals.map((total, at) => (known.has(total.version) ? total : (before[at] ?? total)));
}

function rowKey({ version, os, signal, bucket }: Omit<Total, 'count' | 'reports'>): string {
  return `${version}\n${os}\n${signal}\n${bucket}`;
}
