/**
 * A fleet in virtual time: the real client and the real collector, with an outage, an upgrade, and launches that come together.
 * Prints what became of every count, the posts of an install, and the load; writes fleet.json after each day, which has the days
 * until then if the run is stopped, and from it fleet.svg and the figures of docs/scale.md.
 *
 * --installs 100000  how many
 * --days 30          how long, with a launchJitterMs of 10 s; 0 and 5 min are simulated from four days before the outage to its end
 * --wait 10000       only this launchJitterMs; fleet.json keeps its figures of the others
 * --write            simulates nothing: writes the two from fleet.json again
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleShare } from './bundleShare.js';
import { writeFigures } from './figures.js';
import type { Calendar } from './habits.js';
import { simulateInShares } from './simulateInShares.js';
import { type FleetSummary, nameOf, type RunSummary, summaryOf } from './summary.js';

const { values } = parseArgs({
  options: {
    installs: { type: 'string', default: '100000' },
    days: { type: 'string', default: '30' },
    wait: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const [installs, days] = [integer('installs', 100), integer('days', 10)];
const calendar: Calendar = { from: 0, to: days, outageDay: 8, upgradeFrom: 4 };
// From a Friday on, so that nearly all have something to send on Monday.
const aroundTheOutage: Calendar = { ...calendar, from: calendar.outageDay - 4, to: calendar.outageDay + 1 };
const file = join(import.meta.dirname, 'fleet.json');

const waits = values.wait === undefined ? [10_000, 0, 300_000] : [integer('wait', 0)];
const begun = performance.now();
if (!values.write) for (const launchJitterMs of waits) await simulateWith(launchJitterMs);
await writeFigures(await readSummary());

async function simulateWith(launchJitterMs: number): Promise<void> {
  const options = {
    installs,
    calendar: launchJitterMs === 10_000 ? calendar : aroundTheOutage,
    launchJitterMs,
    shareOfLostAnswers: 1 / 500,
  };
  console.log(`\nwait of a launch: ${nameOf(launchJitterMs)}; ${installs.toLocaleString('en')} installs`);
  const program = await bundleShare();
  await simulateInShares(program.path, options, async (result) => {
    const run = summaryOf(result, options);
    await keep(run);
    report(run, options.calendar, result.violations);
  });
  await program.remove();
}

async function keep(run: RunSummary): Promise<void> {
  const others = (await readSummary()).runs.filter(({ launchJitterMs }) => launchJitterMs !== run.launchJitterMs);
  const runs = [...others, run].sort((a, b) => a.launchJitterMs - b.launchJitterMs);
  await writeFile(file, `${JSON.stringify({ runs } satisfies FleetSummary, null, 2)}\n`);
}

async function readSummary(): Promise<FleetSummary> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function report(run: RunSummary, { to }: Calendar, violations: readonly string[]): void {
  if (violations.length > 0) process.exitCode = 1;
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  console.log(
    `  day ${run.firstDay + run.days} of ${to}: ${run.launches.toLocaleString('en')} launches; ${run.saved} counts saved = ` +
      `collected ${run.collected} + held ${run.held} + lost ${run.lost} - given up, but counted ${run.countedAndGivenUp}: ` +
      `${violations.length === 0 ? 'exact' : violations.join('; ')} (${minutes} minutes)`,
  );
  if (run.firstDay + run.days < to) return;
  console.log(
    `  ${run.accepted} batches accepted: ${run.postsAnInstallAndDay.toFixed(2)} an install and day, ` +
      `${run.postsADayInUse.toFixed(2)} on days on which it was launched\n` +
      `  attempts in the busiest second: ${JSON.stringify(run.peaks)}\n` +
      `  ${run.cpuMsALaunch.toFixed(2)} ms of a core a launch, in ${availableParallelism()} processes`,
  );
}

function integer(name: 'installs' | 'days' | 'wait', least: number): number {
  const value = Number(values[name]);
  if (!(Number.isInteger(value) && value >= least))
    throw new TypeError(`--${name} must be an integer from ${least}, not "${values[name]}"`);
  return value;
}
