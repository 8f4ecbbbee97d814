import { formatSpread, type Spread } from '../lib/statistics.js';
import type { EngineName } from './engines.js';
import { type ContestantName, contestants, type Results } from './run.js';

export type All = Readonly<Partial<Record<EngineName, Results>>>;

const titles: Readonly<Record<ContestantName, string>> = {
  floor: 'floor: one switch, one typed array',
  mapOfMaps: 'a Map of Maps',
  subject: 'a bare `Subject.next`, counting nothing',
  naiveRxjs: 'naive RxJS: mergeMap, immutable scan',
  openTelemetry: 'OpenTelemetry metrics',
  promClient: 'prom-client',
  glean: 'Glean.js, persisting',
  record: '**turntally, `record()`**',
  source: 'an Observable and a subscriber',
  rxjsTap: 'the same through a bare RxJS `tap`',
  tap: '**the same through turntally, `tap()`**',
};

/** A Markdown table: for each engine ns per event, and the ratio to the floor (median, minimum and maximum of the rounds). */
export function eventTable(all: All): string {
  const columns = Object.values(all);
  const rows = contestants
    .filter((name) => columns.some(({ contestants }) => contestants[name]))
    .map((name) => [titles[name], ...columns.flatMap((results) => cells(results, name))]);
  const heads = ['ns per event', ...columns.flatMap(({ engine }) => [engine, '× floor'])];
  return [heads, heads.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function cells({ contestants }: Results, name: ContestantName): readonly string[] {
  const result = contestants[name];
  return result ? [figure(result.ns), formatSpread(result.timesFloor)] : ['–', ''];
}

const figure = ({ median }: Spread): string =>
  median < 100 ? median.toFixed(1) : Math.round(median).toLocaleString('en-US');

const mostTimesFloor: Readonly<Record<EngineName, number>> = { node: 2.2, chromium: 2.8 };

/** The targets, and whether this run met them. */
export function verdicts(all: All): string[] {
  return (Object.entries(all) as [EngineName, Results][]).flatMap(([engine, { contestants }]) => {
    const ns = (name: ContestantName): number => contestants[name]?.ns.median ?? Number.POSITIVE_INFINITY;
    const others = ['subject', 'naiveRxjs', 'openTelemetry', 'promClient', 'glean'] as const;
    const isFastest = others.every((other) => ns('record') < ns(other));
    const added = ns('tap') - ns('source') - ns('record');
    const besideSubject = ns('record') / ns('subject');
    return [
      `${engine}: record() takes ${contestants.record?.timesFloor.median.toFixed(2)} × the time of the floor; target: at most ${mostTimesFloor[engine]}`,
      `${engine}: record() takes ${besideSubject.toFixed(2)} × the time of a bare Subject; target: at most 1`,
      `${engine}: record() is ${isFastest ? '' : 'NOT '}faster than a bare Subject and every peer`,
      `${engine}: tap() adds ${added.toFixed(1)} ns to record(); target: at most as much as a bare RxJS tap, ${(ns('rxjsTap') - ns('source')).toFixed(1)} ns`,
    ];
  });
}
