import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classify } from '../../src/reducers/classify.js';
import { addCounters, addTokens, endsTurn, entriesOf, isEmpty, totalOf } from '../../src/reducers/counters.js';
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

test('each token of an event counts once more, in the order of first sight', () => {
  const tally = addTokens({}, ['provider_error/timeout', 'turns/total']);
  expect(tally).toEqual({ 'provider_error/timeout': 1, 'turns/total': 1 });
  expect(addTokens(tally, ['tool_error/exec', 'turns/total', 'turns/total'])).toBe(tally);
  expect(Object.entries(tally)).toEqual([
    ['provider_error/timeout', 1],
    ['turns/total', 3],
    ['tool_error/exec', 1],
  ]);
});

test('the end of a turn, failed or not, closes the tally, and nothing else does', () => {
  expect(endsTurn(classify({ kind: 'turn_done' }))).toBe(true);
  expect(endsTurn(classify({ kind: 'turn_done', err: 'timeout' }))).toBe(true);
  expect(endsTurn(classify({ kind: 'turn_done', err: { name: 'AbortError' } }))).toBe(true);
  expect(endsTurn(classify({ kind: 'tool_result', tool: { err: 'boom' } }))).toBe(false);
  expect(endsTurn(classify({ kind: 'compaction_done' }))).toBe(false);
  expect(endsTurn([])).toBe(false);
});
