import { addFigures, type Figures, noFigures, type SoakPart } from '../figures.js';
import { killChromium, type Moment, randomMoment } from './chromiumRun.js';
import { killCollector } from './collectorRun.js';

const killsARun = 5;
const chromiumKills = 20; // at least, however short the soak

export const soakParts: readonly SoakPart[] = [
  repeated('SIGKILL of Chromium', chromiumKills / killsARun, () =>
    killChromium(Array.from({ length: killsARun }, anyMoment)),
  ),
  repeated('SIGKILL of the collector', 1, () => killCollector(killsARun)),
];

function repeated(name: string, leastRuns: number, run: () => Promise<Figures>): SoakPart {
  return async (deadline) => {
    const figures = noFigures(name);
    while (figures.runs < leastRuns || Date.now() < deadline) addFigures(figures, await run());
    return figures;
  };
}

function anyMoment(): Moment {
  const kinds = ['observed', 'saved', 'arrived', 'counted'] as const;
  return randomMoment(kinds[Math.floor(Math.random() * kinds.length)] ?? 'saved');
}
