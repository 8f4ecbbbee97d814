import { html } from 'hono/html';

/** Markup in which all inserted values are escaped. */
export type Content = ReturnType<typeof html>;

/** `1234` as `1,234`. */
export function whole(count: number): string {
  return count.toLocaleString('en');
}

/** Three significant digits, which are easy to read and to compare; no fraction from 100 on. */
export function rounded(value: number): string {
  return value.toLocaleString('en', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

/** One part of `all`, in percent; a dash if `all` is 0. */
export function percent(part: number, all: number): string {
  return all > 0 ? `${((100 * part) / all).toFixed(1)} %` : '–';
}

/** How often in a thousand turns; a dash if there are no turns. */
export function perThousand(count: number, turns: number): string {
  return turns > 0 ? rounded((1000 * count) / turns) : '–';
}

/** `2026-04-21` as `21 Apr 2026`. */
export function longDay(date: string): string {
  return formatDay(date, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `2026-04-21` as `21 Apr`. */
export function shortDay(date: string): string {
  return formatDay(date, { day: 'numeric', month: 'short' });
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

function formatDay(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Date(date).toLocaleDateString('en-GB', { ...options, timeZone: 'UTC' });
}

const longNameLength = 12;

/** Lets a long name break after its underscores, before it breaks anywhere else. */
export function breakable(name: string): Content | string {
  if (name.length <= longNameLength) return name;
  const parts = name.split('_');
  return html`${parts.map((part, n) => (n === 0 ? part : html`_<wbr>${part}`))}`;
}
