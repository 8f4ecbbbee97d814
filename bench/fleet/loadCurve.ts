import { type Calendar, dayMs, hourMs, outageOf, restartAt, startMs } from './habits.js';

/** Attempts to post, by second from the start. */
export type Attempts = Uint32Array;

export const secondOf = (ms: number): number => Math.floor((ms - startMs) / 1000);

/** The mean number a second in each `seconds` from `from` to `to`, epoch milliseconds. */
export function meansOf(attempts: Attempts, from: number, to: number, seconds: number): readonly number[] {
  const [first, last] = [secondOf(from), secondOf(to)];
  const means: number[] = [];
  for (let at = first; at < last; at += seconds) means.push(sumOf(attempts.subarray(at, at + seconds)) / seconds);
  return means;
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
