import { type Calendar, dayMs, hourMs, outageOf, restartAt, startMs } from './habits.js';

/** Attempts to post, by second from the start. */
export type Attempts = Uint32Array;

const secondOf = (ms: number): number => Math.floor((ms - startMs) / 1000);

/** The attempts that are drawn. */
export interface Load {
  /** In each five minutes of the day before the outage. */
  readonly dayBefore: readonly number[];
  /** In each five minutes of the day of the outage. */
  readonly outageDay: readonly number[];
  /** In each second from a minute before the restart to nine minutes after it. */
  readonly restart: readonly number[];
}

export function loadOf(attempts: Attempts, calendar: Calendar): Load {
  const outageDay = startMs + calendar.outageDay * dayMs;
  const restart = restartAt(calendar);
  return {
    dayBefore: countsOf(attempts, outageDay - dayMs, outageDay, 300),
    outageDay: countsOf(attempts, outageDay, outageDay + dayMs, 300),
    restart: countsOf(attempts, restart - 60_000, restart + 9 * 60_000, 1),
  };
}

/** How many there are in each `seconds` from `from` to `to`, epoch milliseconds. */
function countsOf(attempts: Attempts, from: number, to: number, seconds: number): readonly number[] {
  const counts: number[] = [];
  for (let at = secondOf(from); at < secondOf(to); at += seconds)
    counts.push(sumOf(attempts.subarray(at, at + seconds)));
  return counts;
}

const sumOf = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);
const peakOf = (attempts: Attempts, from: number, to: number): number =>
  attempts.subarray(secondOf(from), secondOf(to)).reduce((most, count) => Math.max(most, count), 0);

/** Attempts in the busiest second of some times of a month. */
export interface Peaks {
  /** Nine in the morning of the working day before the outage, when login scripts start a fifth of all. */
  readonly normal: number;
  /** While the collector cannot be reached: every launch tries up to four times. */
  readonly outage: number;
  /** In the half hour after the outage, administrators restart one of twenty in the same second, after one minute. */
  readonly restart: number;
  /** In the same half hour, without the five minutes after the restart. */
  readonly after: number;
}

export function peaksOf(attempts: Attempts, calendar: Calendar): Peaks {
  const outage = outageOf(calendar);
  const dayBefore = startMs + (calendar.outageDay - 1) * dayMs;
  const halfHour = outage.to + hourMs / 2;
  return {
    normal: peakOf(attempts, dayBefore, dayBefore + dayMs),
    outage: peakOf(attempts, outage.from, outage.to),
    restart: peakOf(attempts, outage.to, halfHour),
    after: Math.max(
      peakOf(attempts, outage.to, restartAt(calendar)),
      peakOf(attempts, restartAt(calendar) + 6 * 60_000, halfHour),
    ),
  };
}
