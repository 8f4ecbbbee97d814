import fc from 'fast-check';
import type { SignalDescriptions } from 'turntally/wording';
import { expect, test } from 'vitest';
import { agentSignals, tokensOf, withExtraSignals } from '../../../../src/signals.js';
import { counters } from '../../../../test/support/ledgers.js';
import { type SignalTable, tabulate } from '../../src/inspector/tabulate.js';
import { en } from '../../src/strings/en/index.js';

const described = new Map(Object.entries(en.vocabulary));
const countsIn = (tables: readonly SignalTable[]) =>
  Object.fromEntries(
    tables.flatMap(({ signal, rows }) => rows.map(({ bucket, count }) => [`${signal}/${bucket}`, count])),
  );

test('should show each count once, whatever is counted', () => {
  fc.assert(
    fc.property(counters, (counted) => {
      expect(countsIn(tabulate(counted, described, false))).toEqual(counted);
    }),
  );
});

test('should show all that is described and was not counted as 0, in an order that counting does not change', () => {
  const names = (counted: Record<string, number>) => Object.keys(countsIn(tabulate(counted, described, true)));
  expect(names({})).toHaveLength(tokensOf(agentSignals).size);
  const builtIn = fc.dictionary(fc.constantFrom(...tokensOf(agentSignals)), fc.integer({ min: 1 }));
  fc.assert(
    fc.property(builtIn, (counted) => {
      expect(names(counted)).toEqual(names({}));
    }),
  );
});

test('should show all that is asked about and was not counted as 0, after what is described', () => {
  const asked = { ...agentSignals, constructor: ['total'], plan: ['free', 'pro'] };
  const ofPlan: SignalDescriptions = {
    plan: { title: 'Plan', sentence: '', example: '', buckets: { free: 'no fee' } },
  };
  const names = (counted: Record<string, number>, withZeros = true) =>
    Object.keys(countsIn(tabulate(counted, new Map([...described, ...Object.entries(ofPlan)]), withZeros, asked)));
  expect(names({})).toHaveLength(tokensOf(agentSignals).size + 3);
  expect(names({}).slice(-3)).toEqual(['plan/free', 'plan/pro', 'constructor/total']);
  expect(names({ 'plan/pro': 1, 'constructor/total': 1 })).toEqual(names({}));
  expect(names({ 'plan/pro': 1 }, false)).toEqual(['plan/pro']);
});

test('should give each bucket its share of the signal', () => {
  const [table] = tabulate({ 'cache_hit/0_50': 1, 'cache_hit/99_100': 3 }, described, false);
  expect(table?.rows.map(({ share }) => share)).toEqual([0.25, 0.75]);
  expect(tabulate({}, described, true).flatMap(({ rows }) => rows.map(({ share }) => share))).not.toContain(Number.NaN);
});

test('should show what is not described under its own names, also where an object has something of that name', () => {
  const odd = { 'constructor/total': 2, 'turns/constructor': 1, ...JSON.parse('{"__proto__/valueof":3}') };
  const tables = tabulate(odd, described, false);
  expect(tables.map(({ signal, title }) => [signal, title])).toEqual([
    ['turns', 'Turns'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ]);
  expect(tables.flatMap(({ rows }) => rows.map(({ title }) => title))).toEqual(['constructor', 'total', 'valueof']);
  expect(countsIn(tables)).toEqual(odd);
});

test('should show what is counted by provider when it is counted, in the words of its signal', () => {
  const asked = withExtraSignals({}, ['openai', 'other']);
  expect(Object.keys(countsIn(tabulate({}, described, true, asked)))).toHaveLength(tokensOf(agentSignals).size);
  const counted = { 'provider_error.openai/http_429': 2, 'provider_error.other/timeout': 1, 'turns.total/x': 1 };
  const tables = tabulate(counted, described, false, asked, 'alle anderen');
  expect(tables.map(({ signal, title }) => [signal, title])).toEqual([
    ['provider_error.openai', 'Failed requests · openai'],
    ['provider_error.other', 'Failed requests · alle anderen'],
    ['turns.total', 'Turns · total'],
  ]);
  expect(tables[0]?.rows).toEqual([{ bucket: 'http_429', title: 'too many requests', count: 2, share: 1 }]);
});
