import { randomFrom } from '../../test/faults/simulation/globals.js';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** A Monday, at midnight. */
export const startMs = Date.parse('2026-06-01T00:00:00Z');

/** One opening of the app. */
export interface Launch {
  readonly at: number;
  /** How long the app is open, milliseconds. */
  readonly lengthMs: number;
  readonly version: string;
  /** How many turns its person runs. */
  readonly turns: number;
}

/** What happens in a simulated month. Days count from 0, a Monday. */
export interface Calendar {
  /** The first day that is simulated. */
  readonly from: number;
  /** The day after the last one that is simulated. */
  readonly to: number;
  /** The collector cannot be reached from 6:00 to 12:00 of this day. */
  readonly outageDay: number;
  /** From this day on, for two weeks, installs upgrade. Administrators restart theirs on the day of the outage. */
  readonly upgradeFrom: number;
}

/** When administrators restart the apps of their machines, all in the same second: one minute after the outage. */
export const restartAt = (calendar: Calendar): number => startMs + calendar.outageDay * dayMs + 12 * hourMs + 60_000;
export const outageOf = ({ outageDay }: Calendar) => ({
  from: startMs + outageDay * dayMs + 6 * hourMs,
  to: startMs + outageDay * dayMs + 12 * hourMs,
});

type Kind = 'person' | 'loginScript' | 'managed';

/** Of a hundred installs, 20 are started by a login script within five minutes of nine, and 5 are restarted by an administrator. */
const kindOf = (install: number): Kind => {
  const share = install % 100;
  return share < 20 ? 'loginScript' : share < 25 ? 'managed' : 'person';
};

/** The launches of an install on a day, the same for the same numbers. All live in one time zone, which is the worst case. */
export function launchesOf(install: number, day: number, calendar: Calendar): readonly Launch[] {
  const random = randomFrom(Math.imul(install + 1, 0x9e3779b1) ^ Math.imul(day + 1, 0x85ebca6b));
  const kind = kindOf(install);
  const midnight = startMs + day * dayMs;
  const version = day < upgradeDayOf(install, kind, calendar) ? '1.4.0' : '1.5.0';
  const launch = (at: number): Launch => ({
    at: Math.floor(Math.min(Math.max(at, midnight), midnight + dayMs - 1)),
    // One of ten is a look at something.
    lengthMs: random() < 0.1 ? 20_000 : 600_000,
    version,
    turns: 1 + Math.floor(random() * 6),
  });

  const launches: Launch[] = [];
  const isWeekend = day % 7 >= 5;
  if (random() < (isWeekend ? 0.1 : 0.85)) {
    const nine = midnight + 9 * hourMs;
    const first = kind === 'loginScript' ? nine + random() * 300_000 : nine + normal(random) * 1.5 * hourMs;
    launches.push(launch(first));
    if (random() < 0.4) launches.push(launch(first + (1 + 5 * random()) * hourMs));
    if (kind === 'managed' && day === calendar.outageDay) launches.push(launch(restartAt(calendar)));
  }
  return launches;
}

const upgradeDayOf = (install: number, kind: Kind, { outageDay, upgradeFrom }: Calendar): number =>
  kind === 'managed' ? outageDay : upgradeFrom + Math.floor(randomFrom(install)() * 14);

/** A number of a normal distribution, by Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
