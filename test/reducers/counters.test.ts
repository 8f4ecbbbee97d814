import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCounters, entriesOf, isEmpty, partition, totalOf } from '../../src/reducers/counters.js';
import { counters, tokens } from '../support/ledgers.js';

test('a sum has each token once, those of the first in front', () => {
  const sum = addCounters({ 'turns/total': 1, 'tool_error/hook': 2 }, { 'tool_error/exec': 4, 'turns/total': 8 });
  expect(entriesOf(sum)).toEqual([
    ['turns/total', 9],
    ['tool_error/hook', 2],
    ['tool_error/exec', 4],
  ]);
});

test('should add and split without losing, doubling or changing anything', () => {
  fc.assert(
    fc.property(counters, counters, fc.subarray([...tokens]), (a, b, some) => {
      const before = structuredClone([a, b]);
      const sum = addCounters(a, b);
      expect(totalOf(sum)).toBe(totalOf(a) + totalOf(b));
      expect(addCounters(b, a)).toEqual(sum);
      const [kept, rest] = partition(sum, (token) => some.includes(token));
      expect(totalOf(kept) + totalOf(rest)).toBe(totalOf(sum));
      expect({ ...rest, ...kept }).toEqual(sum);
      expect(Object.keys(kept).every((token) => some.some((one) => one === token))).toBe(true);
      expect(Object.keys(rest).some((token) => some.some((one) => one === token))).toBe(false);
      expect([a, b]).toEqual(before);
    }),
  );
});

test('nothing counted is empty', () => {
  expect([isEmpty({}), totalOf({}), entriesOf({})]).toEqual([true, 0, []]);
  expect([isEmpty({ 'turns/total': 1 }), totalOf({ 'turns/total': 1 })]).toEqual([false, 1]);
});
