import { type Layer, type SignalStats, type Stats, sum } from './model.js';

export const daysPerWeek = 7;

/** Adds days up to weeks, which are named by their first day. They end with the last day, so the first week may be shorter. */
export function byWeek(stats: Stats): Stats {
  const signals = new Map([...stats.signals].map(([name, signal]) => [name, weeksOf(signal)]));
  return { days: weekDays(stats.days), signals, turns: weeksOf(stats.turns) };
}

/** The weeks of one signal. */
export function weeksOf(signal: SignalStats): SignalStats {
  const layers = signal.layers.map((layer): Layer => ({ ...layer, values: sums(layer.values) }));
  return { ...signal, layers, values: sums(signal.values) };
}

/** The first day of each week. */
function weekDays(days: readonly string[]): readonly string[] {
  return starts(days.length).map((start) => days[start] ?? '');
}

function sums(values: readonly number[]): readonly number[] {
  const all = starts(values.length);
  return all.map((start, week) => sum(values.slice(start, all[week + 1] ?? values.length)));
}

function starts(days: number): readonly number[] {
  const inFirst = days % daysPerWeek || daysPerWeek;
  return Array.from({ length: Math.ceil(days / daysPerWeek) }, (_, week) =>
    week === 0 ? 0 : inFirst + (week - 1) * daysPerWeek,
  );
}
