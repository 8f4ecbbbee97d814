import { expect, test } from 'vitest';
import { withFigures } from '../../bench/fleet/figures.js';
import { type FleetSummary, plotOf } from '../../bench/fleet/summary.js';
import { read } from './markdown.js';

const summary: FleetSummary = JSON.parse(read('bench/fleet/fleet.json'));

test('docs/scale.md has the figures of fleet.json, as npm run bench:fleet writes them', () => {
  const scale = read('docs/scale.md');
  expect(withFigures(scale, summary)).toBe(scale);
  expect(scale.match(/<!-- fleet:/g)?.length).toBeGreaterThan(10);
});

test('fleet.svg is drawn from fleet.json, and from nothing else', () => {
  expect(read('bench/fleet/fleet.svg')).toBe(plotOf(summary));
});

test('the simulated fleets have lost no count and doubled none', () => {
  for (const { saved, collected, held, lost, countedAndGivenUp } of summary.runs) {
    expect(collected + held + lost - countedAndGivenUp).toBe(saved);
  }
  expect(summary.runs.map(({ launchJitterMs }) => launchJitterMs)).toEqual([0, 10_000, 300_000]);
});
