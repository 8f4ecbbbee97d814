const msPerDay = 86_400_000;

/** Returns the UTC day of a time in epoch milliseconds, as `YYYY-MM-DD`. */
export function utcDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** Returns the first and the last of `days` days, of which the last is the day of `now` (epoch milliseconds). */
export function lastDays(days: number, now: number): { readonly from: string; readonly to: string } {
  return { from: utcDate(now - (days - 1) * msPerDay), to: utcDate(now) };
}

/** Returns every day from `from` to `to`, both included. */
export function daysBetween({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += msPerDay) days.push(utcDate(at));
  return days;
}
