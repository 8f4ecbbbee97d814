import type { Signals } from 'turntally/signals';
import { type Sum, tooFew } from '../CollectorStore.js';

/** What was counted of one bucket, or of one release. */
export interface Layer {
  /** The bucket, or the version; {@link tooFew} for what was folded. */
  readonly name: string;
  /** One a day, in the order of the days. */
  readonly values: readonly number[];
  readonly total: number;
  /** How many batches contributed. */
  readonly reports: number;
}

/** What was counted of one signal. */
export interface SignalStats {
  readonly signal: string;
  /** In the order of the vocabulary; what was folded comes last, where there is any. */
  readonly layers: readonly Layer[];
  /** All layers, day by day. */
  readonly values: readonly number[];
  readonly total: number;
  /** How many rows are in no sum, day by day. */
  readonly withheldOn: readonly number[];
  readonly withheld: number;
}

export interface Stats {
  readonly days: readonly string[];
  /** By signal, in the order of the vocabulary. */
  readonly signals: ReadonlyMap<string, SignalStats>;
  readonly turns: SignalStats;
  readonly withheld: number;
}

/** The sums by day and bucket, as the page shows them. What is not in the vocabulary is left out. */
export function statsOf(sums: readonly Sum[], days: readonly string[], signals: Signals): Stats {
  const bySignal = grouped(sums, ({ signal }) => signal);
  const stats = new Map(
    Object.entries(signals).map(([signal, buckets]) => [
      signal,
      signalStats(signal, buckets, bySignal.get(signal) ?? [], days),
    ]),
  );
  const turns = stats.get('turns') ?? signalStats('turns', ['total'], [], days);
  return { days, signals: stats, turns, withheld: sum([...stats.values()].map(({ withheld }) => withheld)) };
}

/** The sums of one signal by day and `names`, where each is a layer. */
export function signalStats(
  signal: string,
  names: readonly string[],
  sums: readonly Sum[],
  days: readonly string[],
): SignalStats {
  const byName = grouped(sums, ({ of }) => of);
  const folded = byName.get(tooFew) ?? [];
  const only = names.length === 1; // then what was folded can only be of this one
  const layers = names.map((name) => layerOf(name, [...(byName.get(name) ?? []), ...(only ? folded : [])], days));
  const others = layerOf(tooFew, only ? [] : folded, days);
  const all = others.total > 0 ? [...layers, others] : layers;
  const withheldOn = byDay(folded, days, ({ withheld }) => withheld);
  return {
    signal,
    layers: all,
    values: days.map((_, day) => sum(all.map(({ values }) => values[day] ?? 0))),
    total: sum(all.map(({ total }) => total)),
    withheldOn,
    withheld: sum(withheldOn),
  };
}

function layerOf(name: string, sums: readonly Sum[], days: readonly string[]): Layer {
  const values = byDay(sums, days, ({ count }) => count);
  return { name, values, total: sum(values), reports: sum(sums.map(({ reports }) => reports)) };
}

function byDay(sums: readonly Sum[], days: readonly string[], number: (sum: Sum) => number): readonly number[] {
  const ofDay = new Map<string, number>();
  for (const each of sums) ofDay.set(each.date, (ofDay.get(each.date) ?? 0) + number(each));
  return days.map((day) => ofDay.get(day) ?? 0);
}

/** The `most` largest layers in their order, and one of all the others: more cannot be told apart in a picture. */
export function largest(layers: readonly Layer[], most: number, nameOthers: (howMany: number) => string) {
  const named = layers.filter(({ name }) => name !== tooFew);
  if (named.length <= most + 1) return layers;
  const kept = new Set([...named].sort((a, b) => b.total - a.total).slice(0, most));
  const others = named.filter((layer) => !kept.has(layer));
  const values = others[0]?.values.map((_, day) => sum(others.map((layer) => layer.values[day] ?? 0))) ?? [];
  const reports = sum(others.map((layer) => layer.reports));
  const other: Layer = { name: nameOthers(others.length), values, total: sum(values), reports };
  return [...named.filter((layer) => kept.has(layer)), other, ...layers.filter(({ name }) => name === tooFew)];
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
