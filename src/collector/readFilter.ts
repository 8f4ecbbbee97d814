import type { RowFilter } from './CollectorStore.js';
import { utcDate } from './utcDate.js';

const msPerDay = 86_400_000;
const maxDays = 366;
const known = ['days', 'version', 'os', 'signal'];

/** The filter of `GET /v1/metrics`, or what is wrong with it. `days` counts back from today, both included; default 30. */
export function readFilter(query: URLSearchParams, now: number): RowFilter | { readonly wrong: string } {
  for (const name of query.keys()) {
    if (!known.includes(name)) return { wrong: `The parameters are ${known.join(', ')}.` };
    if (query.getAll(name).length > 1) return { wrong: `The parameter ${name} is given twice.` };
  }
  const days = query.get('days') ?? '30';
  if (!/^[1-9][0-9]{0,2}$/.test(days) || Number(days) > maxDays) {
    return { wrong: `The parameter days must be an integer from 1 to ${maxDays}.` };
  }
  const { days: _, ...equal } = Object.fromEntries(query);
  return { ...lastDays(Number(days), now), ...equal };
}

/** So many days up to the one that the time `now` (epoch ms) falls on. */
export function lastDays(days: number, now: number): { readonly from: string; readonly to: string } {
  return { from: utcDate(now - (days - 1) * msPerDay), to: utcDate(now) };
}
