import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type FleetSummary, plotOf, type RunSummary } from './summary.js';

const svg = join(import.meta.dirname, 'fleet.svg');
const document = join(import.meta.dirname, '../../docs/scale.md');

/** Draws fleet.svg, and writes the figures of docs/scale.md, from fleet.json alone. */
export async function writeFigures(summary: FleetSummary): Promise<void> {
  await writeFile(svg, plotOf(summary));
  await writeFile(document, withFigures(await readFile(document, 'utf8'), summary));
  // The columns of a table are as wide as their cells.
  await promisify(execFile)('npx', ['biome', 'format', '--write', document]);
}

/** The document with the figures of this summary: `<!-- fleet:name -->…<!-- /fleet -->`. */
export function withFigures(text: string, summary: FleetSummary): string {
  const figures = figuresOf(summary);
  return text.replaceAll(/(<!-- fleet:([\w-]+) -->).*?(<!-- \/fleet -->)/g, (_, start, name, end) => {
    const figure = figures[name];
    if (figure === undefined) throw new Error(`no figure has the name ${name}`);
    return `${start}${figure}${end}`;
  });
}

const inEnglish = (count: number): string => count.toLocaleString('en');

function figuresOf({ runs }: FleetSummary): Readonly<Record<string, string>> {
  const chosen = runs.find(({ launchJitterMs }) => launchJitterMs === 10_000);
  if (!chosen) throw new Error('there is no run with the default wait');
  const { installs, days, launches, saved, collected, held, lost } = chosen;
  const counts = { installs, days, launches, saved, collected, held, lost };
  return {
    ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, inEnglish(count)])),
    perDay: chosen.postsAnInstallAndDay.toFixed(2),
    perDayInUse: chosen.postsADayInUse.toFixed(2),
    // Of the installs, one of twenty is managed, and 85 of these 100 are open on a working day.
    restarted: inEnglish(Math.round(installs * 0.05 * 0.85)),
    meanBefore: mostASecond(chosen.load.dayBefore),
    meanOutage: mostASecond(chosen.load.outageDay),
    ...Object.fromEntries(runs.flatMap(peakFiguresOf)),
  };
}

/** Such as `outage-10000`: those of the run with that wait. */
const peakFiguresOf = ({ peaks, launchJitterMs }: RunSummary): readonly (readonly [string, string])[] =>
  Object.entries(peaks).map(([name, count]) => [`${name}-${launchJitterMs}`, inEnglish(count)]);

/** The mean of the five minutes with the most. */
const mostASecond = (series: string): string =>
  inEnglish(Number((Math.max(...series.split(' ').map(Number)) / 300).toPrecision(2)));
