import type { Signals } from 'turntally/signals';
import { type Sum, tooFew } from '../CollectorStore.js';
import { type LeftOut, type MissingDay, missingDays } from './missing.js';

/** The counts of one bucket or of one release. */
export interface Layer {
  /** The bucket or the version; {@link tooFew} for combined rows. */
  readonly name: string;
  /** One count a day, in the order of the days. */
  readonly values: readonly number[];
  readonly total: number;
  /** The number of batches that contributed, or a lower bound. */
  readonly reports: number;
}

/** The counts of one signal. */
export interface SignalStats {
  readonly signal: string;
  /** In the order of the vocabulary; combined rows, if any, come last. */
  readonly layers: readonly Layer[];
  /** The sums of all layers, one a day. */
  readonly values: readonly number[];
  readonly total: number;
  /** The days of which rows of this signal may be missing, or their buckets. */
  readonly missing: readonly MissingDay[];
}

export interface Stats {
  readonly days: readonly string[];
  /** By signal, in the order of the vocabulary. */
  readonly signals: ReadonlyMap<string, SignalStats>;
  readonly turns: SignalStats;
}

const nothing: LeftOut = { omissions: [], ofReleases: [], ofSystems: [], included: [] };

/** Arranges sums by day and bucket for the page. Leaves out what is not in the vocabulary. */
export function statsOf(
  sums: readonly Sum[],
  days: readonly string[],
  signals: Signals,
  leftOut: LeftOut = nothing,
): Stats {
  const bySignal = grouped(sums, ({ signal }) => signal);
  const stats = new Map(
    Object.entries(signals).map(([signal, buckets]) => [
      signal,
      signalStats(signal, buckets, bySignal.get(signal) ?? [], days, missingDays(signal, leftOut)),
    ]),
  );
  const turns = stats.get('turns') ?? signalStats('turns', ['total'], [], days);
  return { days, signals: stats, turns };
}

/** Arranges the sums of one signal: a layer for each of `names`. */
export function signalStats(
  signal: string,
  names: readonly string[],
  sums: readonly Sum[],
  days: readonly string[],
  missing: readonly MissingDay[] = [],
): SignalStats {
  const byName = grouped(sums, ({ of }) => of);
  const combined = byName.get(tooFew) ?? [];
  const isOnlyName = names.length === 1; // then combined rows can only be of this one
  const layers = names.map((name) =>
    layerOf(name, [...(byName.get(name) ?? []), ...(isOnlyName ? combined : [])], days),
  );
  const others = layerOf(tooFew, isOnlyName ? [] : combined, days);
  const all = others.total > 0 ? [...layers, others] : layers;
  return {
    signal,
    layers: all,
    values: days.map((_, day) => sum(all.map(({ values }) => values[day] ?? 0))),
    total: sum(all.map(({ total }) => total)),
    missing,
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

/**
 * Keeps the `most` largest layers, in their order, and adds the others up in one: a picture cannot show more distinctly.
 *
 * @param always - A layer that is kept, however small it is.
 */
export function largest(
  layers: readonly Layer[],
  most: number,
  nameOthers: (howMany: number) => string,
  always?: string,
): readonly Layer[] {
  const named = layers.filter(({ name }) => name !== tooFew);
  if (named.length <= most + 1) return layers;
  const isAlways = ({ name }: Layer) => (name === always ? 1 : 0);
  const kept = new Set([...named].sort((a, b) => isAlways(b) - isAlways(a) || b.total - a.total).slice(0, most));
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
