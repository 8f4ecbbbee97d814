export const msPerDay = 86_400_000;

/** Returns the UTC day of a time in epoch milliseconds, as `YYYY-MM-DD`. */
export function utcDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** Returns the first and the last of `days` days, of which the last is the day of `at` (epoch milliseconds). */
export function lastDays(days: number, at: number): { readonly from: string; readonly to: string } {
  return { from: utcDate(at - (days - 1) * msPerDay), to: utcDate(at) };
}

/** Returns the UTC day that is `days` days before a day. */
export function daysBefore(date: string, days: number): string {
  return utcDate(Date.parse(date) - days * msPerDay);
}

/** Returns every day from `from` to `to`, both included. */
export function daysBetween({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += msPerDay) days.push(utcDate(at));
  return days;
}

/** Returns the number of a UTC day, counted from 1970-01-01. */
export function dayNumber(date: string): number {
  return Date.parse(date) / msPerDay;
}

/** Whether a text is a day such as 2026-11-28. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(text);
  return !Number.isNaN(at) && utcDate(at) === text;
}
