import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCounters, entriesOf, isEmpty, totalOf } from '../../src/reducers/counters.js';
import { counters } from '../support/ledgers.js';

test('a sum has each token once, those of the first in front', () => {
  const sum = addCounters({ 'turns/total': 1, 'tool_error/hook': 2 }, { 'tool_error/exec': 4, 'turns/total': 8 });
  expect(entriesOf(sum)).toEqual([
    ['turns/total', 9],
    ['tool_error/hook', 2],
    ['tool_error/exec', 4],
  ]);
});

test('should add without losing, doubling or changing anything', () => {
  fc.assert(
    fc.property(counters, counters, (a, b) => {
      const before = structuredClone([a, b]);
      const sum = addCounters(a, b);
      expect(totalOf(sum)).toBe(totalOf(a) + totalOf(b));
      expect(addCounters(b, a)).toEqual(sum);
      expect([a, b]).toEqual(before);
    }),
  );
});

test('nothing counted is empty', () => {
  expect([isEmpty({}), totalOf({}), entriesOf({})]).toEqual([true, 0, []]);
  expect([isEmpty({ 'turns/total': 1 }), totalOf({ 'turns/total': 1 })]).toEqual([false, 1]);
});
