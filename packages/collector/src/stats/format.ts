import { html } from 'hono/html';

/** Markup whose values are escaped. */
export type Content = ReturnType<typeof html>;

/** Numbers and days as the page writes them. */

export function whole(count: number): string {
  return count.toLocaleString('en');
}

/** Three significant digits: enough to read, few enough to compare. */
export function rounded(value: number): string {
  return value.toLocaleString('en', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

export function percent(part: number, all: number): string {
  return all > 0 ? `${((100 * part) / all).toFixed(1)} %` : '–';
}

export function perThousand(count: number, turns: number): string {
  return turns > 0 ? rounded((1000 * count) / turns) : '–';
}

/** `2026-04-21` as `21 Apr 2026`. */
export function longDay(date: string): string {
  return shown(date, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `2026-04-21` as `21 Apr`. */
export function shortDay(date: string): string {
  return shown(date, { day: 'numeric', month: 'short' });
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

function shown(date: string, how: Intl.DateTimeFormatOptions): string {
  return new Date(date).toLocaleDateString('en-GB', { ...how, timeZone: 'UTC' });
}

const longName = 12;

/** A name that, where it is long, breaks after its underscores before it breaks anywhere. */
export function breakable(name: string): Content | string {
  if (name.length <= longName) return name;
  const parts = name.split('_');
  return html`${parts.map((part, n) => (n === 0 ? part : html`_<wbr>${part}`))}`;
}
