import { expect, test } from 'vitest';
import { classify, tryClassify } from '../../src/reducers/classify.js';
import { revokedProxy } from '../support/hostile.js';

const finished = (finishReason: unknown) => classify({ kind: 'usage', usage: { finishReason } });

test.each([
  ['stop', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['pause_turn', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_calls', 'tool_calls'],
  ['tool_use', 'tool_calls'],
  ['tool_call', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['content_filter', 'content_filter'],
  ['refusal', 'content_filter'],
  ['safety', 'content_filter'],
  ['insufficient_system_resource', 'insufficient_system_resource'],
  ['error', 'error'],
  ['other', 'other'],
])('finish reason %s counts as %s, in any case and with dashes for underscores', (reason, bucket) => {
  const token = `finish_reason/${bucket}`;
  expect(finished(reason)).toEqual([token]);
  expect(finished(reason.toUpperCase())).toEqual([token]);
  expect(finished(reason.replaceAll('_', '-'))).toEqual([token]);
  expect(finished(`${reason[0]?.toUpperCase()}${reason.slice(1).replace('_', '-')}`)).toEqual([token]);
});

test.each(['why not', ' stop', 'stop ', 'end turn', '__proto__', 'constructor', 'toString', 'finish_reason/stop'])(
  'unknown finish reason %j counts as other',
  (reason) => expect(finished(reason)).toEqual(['finish_reason/other']),
);

test.each([undefined, null, '', 0, 1, true, {}, ['stop'], Object('stop')])(
  'finish reason %j is none, so nothing counts',
  (reason) => expect(finished(reason)).toEqual([]),
);

test.each<[number, number, string]>([
  [0, 1, '0_50'],
  [49_999, 50_001, '0_50'],
  [1, 1, '50_80'],
  [79_999, 20_001, '50_80'],
  [4, 1, '80_95'],
  [94_999, 5_001, '80_95'],
  [95, 5, '95_99'],
  [98_999, 1_001, '95_99'],
  [99, 1, '99_100'],
  [1, 0, '99_100'],
  [0.5, 0.5, '50_80'],
])('%d of the cache hit and %d missed counts as %s', (cacheHitTokens, cacheMissTokens, bucket) => {
  const usage = { cacheHitTokens, cacheMissTokens };
  expect(classify({ kind: 'usage', usage })).toEqual([`cache_hit/${bucket}`]);
  expect(classify({ kind: 'usage', usage: { ...usage, finishReason: 'stop' } })).toEqual([
    'finish_reason/stop',
    `cache_hit/${bucket}`,
  ]);
});

test.each<[unknown, unknown]>([
  [0, 0],
  [Number.NaN, 1],
  [1, Number.NaN],
  [-1, 2],
  [2, -1],
  [Number.POSITIVE_INFINITY, 1],
  [1, Number.POSITIVE_INFINITY],
  [1, undefined],
  [undefined, 1],
  ['1', 1],
  [1, null],
  [1n, 1],
  [[1], [1]],
])('a cache hit of %s and a miss of %s are no cache hit', (cacheHitTokens, cacheMissTokens) => {
  expect(classify({ kind: 'usage', usage: { cacheHitTokens, cacheMissTokens } })).toEqual([]);
});

const blocked = 'empty final answer blocked';

test.each<[object, boolean]>([
  [{ code: 'empty_final' }, true],
  [{ text: blocked }, true],
  [{ text: `${blocked}: asking again` }, true],
  [{ detail: `${blocked} twice` }, true],
  [{ text: 'a retry', detail: blocked }, true],
  [{ text: 'No visible answer was produced.' }, true],
  [{ text: 'No visible answer was produced after two tries' }, true],
  [{ text: 'Sorry: No visible answer was produced' }, false],
  [{ text: 'no visible answer was produced' }, false],
  [{ detail: 'No visible answer was produced' }, false],
  [{ text: `an ${blocked}` }, false],
  [{ detail: ` ${blocked}` }, false],
  [{ text: 'Empty final answer blocked' }, false],
  [{ text: 'empty final answer' }, false],
  [{ code: 'EMPTY_FINAL' }, false],
  [{ code: 'empty_final_answer' }, false],
  [{ text: [blocked] }, false],
  [{}, false],
])('a notice with %j counts as an empty final answer: %s', (fields, counts) => {
  expect(classify({ kind: 'notice', ...fields })).toEqual(counts ? ['empty_final/total'] : []);
});

test('a finished compaction counts, a started one does not', () => {
  expect(classify({ kind: 'compaction_done' })).toEqual(['compaction/total']);
  expect(classify({ kind: 'compaction_started' })).toEqual([]);
});

test.each([
  'turn_started',
  'reasoning',
  'text',
  'message',
  'tool_dispatch',
  'tool_progress',
  'phase',
  'approval_request',
  'ask_request',
  'retrying',
  'steer',
  'usage',
  'tool_result',
  'TURN_DONE',
  'turns/total',
  '__proto__',
])('an event of kind %s alone counts nothing', (kind) => {
  expect(classify({ kind })).toEqual([]);
  expect(classify({ kind, err: 'timeout', code: 'empty_final' })).toEqual([]);
});

test.each([undefined, null, 'turn_done', 1, Symbol('turn_done'), () => ({ kind: 'turn_done' })])(
  'what is no object counts nothing: %s',
  (event) => expect(classify(event)).toEqual([]),
);

test('nothing at all cannot be read', () => {
  expect(tryClassify(undefined)).toBeUndefined();
  expect(tryClassify(null)).toBeUndefined();
});

test.each([
  () => revokedProxy(),
  () => ({ kind: 'usage', usage: revokedProxy() }),
  () => ({ kind: 'tool_result', tool: revokedProxy() }),
])('what throws when it is looked at cannot be read', (make) => {
  expect(tryClassify(make())).toBeUndefined();
  expect(classify(make())).toEqual([]);
});
