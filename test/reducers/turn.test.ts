import { expect, test } from 'vitest';
import { classify } from '../../src/reducers/classify.js';
import { addTokens, endsTurn } from '../../src/reducers/turn.js';

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
