import { html } from 'hono/html';

/** Markup in which all inserted values are escaped. */
export type Content = ReturnType<typeof html>;

// Formatters are kept, because toLocaleString makes one each time, and a page of a year has thousands of numbers.
const integers = new Intl.NumberFormat('en');
const withoutFraction = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const signedPercents = new Intl.NumberFormat('en', { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
const day = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
const longDays = new Intl.DateTimeFormat('en-GB', { ...day, year: 'numeric' });
const shortDays = new Intl.DateTimeFormat('en-GB', day);

/** `1234` as `1,234`. */
export function whole(count: number): string {
  return integers.format(count);
}

/** Three significant digits at most, for the axis of a picture; no fraction from 100 on. */
export function rounded(value: number): string {
  return (value >= 100 ? withoutFraction : threeDigits).format(value);
}

const withDecimals = [0, 1, 2, 3, 4, 5, 6].map(
  (decimals) => new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
);

/**
 * Returns how to write numbers that are compared, such as those of a column: all with the same decimals, as many as the smallest
 * one needs for three digits, but two at most beside a number from 1 on.
 */
export function evenly(values: readonly number[]): (value: number) => string {
  const sizes = values.map(Math.abs).filter((value) => value > 0);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const wanted = sizes.length === 0 ? 0 : 2 - Math.floor(Math.log10(least));
  const decimals = Math.max(0, Math.min(wanted, most >= 1 ? 2 : withDecimals.length - 1));
  return (value) => (withDecimals[decimals] ?? integers).format(value);
}

/** One part of `all`, in percent; a dash if `all` is 0. */
export function percent(part: number, all: number): string {
  return all > 0 ? `${((100 * part) / all).toFixed(1)} %` : '–';
}

/** `0.25` as `+25 %`. */
export function signedPercent(part: number): string {
  return `${signedPercents.format(100 * part).replace('-', '−')} %`;
}

/** How often in a thousand turns; a dash if there are no turns. */
export function perThousand(count: number, turns: number, write?: (value: number) => string): string {
  const often = (1000 * count) / turns;
  return turns > 0 ? (write ?? evenly([often]))(often) : '–';
}

/** `2026-04-21` as `21 Apr 2026`. */
export function longDay(date: string): string {
  return longDays.format(new Date(date));
}

/** `2026-04-21` as `21 Apr`. */
export function shortDay(date: string): string {
  return shortDays.format(new Date(date));
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

const longNameLength = 12;

/** Lets a long name break after its underscores, before it breaks anywhere else. */
export function breakable(name: string): Content | string {
  if (name.length <= longNameLength) return name;
  const parts = name.split('_');
  return html`${parts.map((part, n) => (n === 0 ? part : html`_<wbr>${part}`))}`;
}
