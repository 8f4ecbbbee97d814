/**
 * A fleet in virtual time: the real client and the real collector, with an outage, an upgrade, and launches that come together.
 * Prints what became of every count, the posts of an install, and the load; writes fleet.svg and fleet.json beside itself.
 *
 * --installs 100000  how many
 * --days 30          how long, with a launchJitterMs of 10 s; the two others are simulated up to the day after the outage
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { total } from './audit.js';
import type { Calendar } from './habits.js';
import { peaksOf } from './loadCurve.js';
import { plot } from './plot.js';
import type { ShareResult } from './share.js';
import { simulateInShares } from './simulateInShares.js';

const { values } = parseArgs({
  options: { installs: { type: 'string', default: '100000' }, days: { type: 'string', default: '30' } },
});
const [installs, days] = [integer('installs', 100), integer('days', 10)];
const calendar: Calendar = { days, outageDay: 8, upgradeFrom: 4 };
const waits = [
  ['no wait', 0],
  ['below 10 s', 10_000],
  ['below 5 min', 300_000],
] as const;

const begun = performance.now();
const runs: { readonly name: string; readonly launchJitterMs: number; readonly result: ShareResult }[] = [];
for (const [name, launchJitterMs] of waits) {
  const simulated = launchJitterMs === 10_000 ? calendar : { ...calendar, days: calendar.outageDay + 2 };
  const result = await simulateInShares({ installs, calendar: simulated, launchJitterMs, shareOfLostAnswers: 1 / 500 });
  runs.push({ name, launchJitterMs, result });
  report(name, simulated, result);
}

const curves = runs.map(({ name, result }) => ({ name, attempts: result.attempts }));
const chosen = curves[1];
if (chosen) await writeFile(join(import.meta.dirname, 'fleet.svg'), plot(curves, chosen, calendar, installs));
const summary = {
  installs,
  days,
  runs: runs.map(({ launchJitterMs, result }) => ({
    launchJitterMs,
    ...summaryOf(result),
    peaks: peaksOf(result.attempts, calendar),
  })),
};
await writeFile(join(import.meta.dirname, 'fleet.json'), `${JSON.stringify(summary, null, 2)}\n`);
const minutes = (performance.now() - begun) / 60_000;
console.log(`${minutes.toFixed(1)} minutes in ${availableParallelism()} processes`);
if (runs.some(({ result }) => result.violations.length > 0)) process.exitCode = 1;

function report(name: string, { days: simulatedDays }: Calendar, result: ShareResult): void {
  const peaks = peaksOf(result.attempts, calendar);
  const { saved, collected, held, lost, postsAnInstallAndDay, ...more } = summaryOf(result);
  console.log(`
wait of a launch: ${name}; ${installs.toLocaleString('en')} installs, ${simulatedDays} days, ${more.launches.toLocaleString('en')} launches
  counts saved ${saved} = collected ${collected} + held ${held} + lost ${lost} ${JSON.stringify(more.lostByName)} - given up, but counted ${more.countedAndGivenUp}
  ${result.violations.length === 0 ? 'exact for each token of each release' : result.violations.join('\n  ')}
  ${more.accepted} batches accepted: ${postsAnInstallAndDay.toFixed(2)} an install and day, ${more.postsADayInUse.toFixed(2)} on days on which it was launched
  attempts in the busiest second: ${JSON.stringify(peaks)}`);
}

function summaryOf(result: ShareResult) {
  const simulatedDays = (result.attempts.length * 1000) / 86_400_000;
  return {
    launches: result.launches,
    accepted: result.accepted,
    postsAnInstallAndDay: result.accepted / installs / simulatedDays,
    postsADayInUse: result.accepted / result.installDays,
    saved: total(result.saved),
    collected: total(result.collected),
    held: total(result.held),
    lost: total(result.lost),
    lostByName: Object.fromEntries(result.lostByName),
    countedAndGivenUp: total(result.countedAndGivenUp),
  };
}

function integer(name: 'installs' | 'days', least: number): number {
  const value = Number(values[name]);
  if (!(Number.isInteger(value) && value >= least))
    throw new TypeError(`--${name} must be an integer from ${least}, not "${values[name]}"`);
  return value;
}
