import { total } from './audit.js';
import { dayMs } from './habits.js';
import { type Attempts, type Load, loadOf, peaksOf } from './loadCurve.js';
import { plot } from './plot.js';
import type { ShareOptions, ShareResult } from './share.js';

/** What fleet.json keeps of a run. */
export type RunSummary = ReturnType<typeof summaryOf>;

type Simulated = Pick<ShareOptions, 'installs' | 'calendar' | 'launchJitterMs'>;

export interface FleetSummary {
  readonly runs: readonly RunSummary[];
}

/** @param options what was simulated. */
export function summaryOf(result: ShareResult, { installs, calendar, launchJitterMs }: Simulated) {
  const { dayBefore, outageDay, restart } = loadOf(result.attempts, calendar);
  const days = result.days - calendar.from;
  return {
    launchJitterMs,
    installs,
    firstDay: calendar.from,
    days,
    launches: result.launches,
    cpuMsALaunch: result.cpuMs / result.launches,
    accepted: result.accepted,
    postsAnInstallAndDay: result.accepted / installs / days,
    postsADayInUse: result.accepted / result.installDays,
    saved: total(result.saved),
    collected: total(result.collected),
    held: total(result.held),
    lost: total(result.lost),
    lostByName: Object.fromEntries(result.lostByName),
    countedAndGivenUp: total(result.countedAndGivenUp),
    peaks: peaksOf(result.attempts, calendar),
    // As text, so that a series is one line.
    load: { dayBefore: dayBefore.join(' '), outageDay: outageDay.join(' '), restart: restart.join(' ') },
    attemptsADay: attemptsADay(result.attempts.subarray((calendar.from * dayMs) / 1000), days).join(' '),
  };
}

function attemptsADay(attempts: Attempts, days: number): readonly number[] {
  const secondsADay = dayMs / 1000;
  const ofDay = (day: number): Attempts => attempts.subarray(day * secondsADay, (day + 1) * secondsADay);
  return Array.from({ length: days }, (_, day) => ofDay(day).reduce((sum, count) => sum + count, 0));
}

const names: ReadonlyMap<number, string> = new Map([
  [0, 'no wait'],
  [10_000, 'below 10 s'],
  [300_000, 'below 5 min'],
]);

export const nameOf = (launchJitterMs: number): string => names.get(launchJitterMs) ?? `below ${launchJitterMs} ms`;

/** The text of fleet.svg: nothing but fleet.json is needed for it. */
export function plotOf({ runs }: FleetSummary): string {
  const curves = runs.map(({ launchJitterMs, load }) => ({ name: nameOf(launchJitterMs), load: loadFrom(load) }));
  const chosen = runs.find(({ launchJitterMs }) => launchJitterMs === 10_000);
  if (!chosen) throw new Error('there is no run with the default wait');
  return plot(curves, loadFrom(chosen.load), chosen.installs);
}

function loadFrom(load: RunSummary['load']): Load {
  const numbers = (text: string): readonly number[] => text.split(' ').map(Number);
  return {
    dayBefore: numbers(load.dayBefore),
    outageDay: numbers(load.outageDay),
    restart: numbers(load.restart),
  };
}
