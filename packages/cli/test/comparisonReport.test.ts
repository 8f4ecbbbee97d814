import type { ComparedRate, VersionComparison } from '@turntally/collector';
import { expect, test } from 'vitest';
import { comparisonReport } from '../src/compare/comparisonReport.js';

function rate(name: string, verdict: ComparedRate['verdict']): ComparedRate {
  const counted = { count: 20, of: 1000 };
  return { name, per: 'turns', test: 'rate', version: counted, against: counted, verdict };
}

function conclusion(over: Partial<VersionComparison>): string {
  const turns = { count: 1000, days: 5 };
  const report = comparisonReport({
    version: '1.5.0',
    against: '1.4.0',
    from: '2026-05-01',
    to: '2026-05-30',
    turns: { version: turns, against: turns },
    minEffect: 0.2,
    result: 'none',
    rates: [rate('tool_error', 'none')],
    ...over,
  });
  return report.slice(report.lastIndexOf('\n\n') + 2);
}

test.each([
  [0, 'nothing rose by more than noise.'],
  [0.2, 'nothing rose by 20% or more by more than noise.'],
  [0.126, 'nothing rose by 12.6% or more by more than noise.'],
  [0.004, 'nothing rose by 0.4% or more by more than noise.'],
  [0.00001, 'nothing rose by 0.001% or more by more than noise.'],
  [12.34567, 'nothing rose by 1,234.567% or more by more than noise.'],
])('the smallest effect of %d is printed as it is', (minEffect, sentence) => {
  expect(conclusion({ minEffect })).toBe(`No regression of 1.5.0: ${sentence}\n`);
});

test('too little data, and data that are withheld, have an advice of their own', () => {
  const few = rate('tool_error', 'too little data');
  const withheld = rate('empty_final', 'withheld');
  const result = 'too little data';
  const ofFew =
    'Too little data to judge tool_error. Wait for more days or users, or name other rates with --fail-on.\n';
  const ofWithheld =
    'Whether empty_final rose depends on what is withheld. Wait for more users, or name other rates with --fail-on.\n';
  expect(conclusion({ result, rates: [few] })).toBe(ofFew);
  expect(conclusion({ result, rates: [withheld] })).toBe(ofWithheld);
  expect(conclusion({ result, rates: [withheld, rate('compaction', 'none'), few] })).toBe(ofFew + ofWithheld);
});
