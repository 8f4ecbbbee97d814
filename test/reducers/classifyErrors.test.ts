import { expect, test } from 'vitest';
import { classify, tryClassify } from '../../src/reducers/classify.js';

const failed = (err: unknown) => classify({ kind: 'turn_done', err });
const tool = (err: unknown) => classify({ kind: 'tool_result', tool: { err } });

test.each<[unknown, string]>([
  // a structured status
  [{ status: 400 }, 'http_400'],
  [{ status: 401 }, 'http_401'],
  [{ status: 403 }, 'http_401'],
  [{ status: 429 }, 'http_429'],
  [{ status: 500 }, 'http_5xx'],
  [{ status: 599 }, 'http_5xx'],
  [{ status: 499, message: 'x' }, 'other'],
  [{ status: 600, message: 'x' }, 'other'],
  [{ status: 402, message: 'x' }, 'other'],
  [{ status: 404, message: 'socket timeout' }, 'timeout'],
  [{ status: 408, message: 'ECONNRESET' }, 'stream_interrupted'],
  [{ status: 404, message: 'status 429' }, 'other'],
  [{ status: 500, message: 'status 429, timeout' }, 'http_5xx'],
  [{ status: Number.NaN, message: 'status 429' }, 'http_429'],
  // the status in the text: the first one, in lower case
  ['status 400', 'http_400'],
  ['HTTP status 401: key rejected', 'http_401'],
  ['status 403', 'http_401'],
  ['status 429 after status 500', 'http_429'],
  ['status 404, then status 429', 'other'],
  ['status 302 and a timeout', 'timeout'],
  ['status 499', 'other'],
  ['status 500', 'http_5xx'],
  ['status 599', 'http_5xx'],
  ['status 600', 'other'],
  ['Status 429', 'http_429'],
  ['STATUS 429 EOF', 'stream_interrupted'],
  ['status: 429', 'http_429'],
  ['status 42', 'other'],
  [{ message: 'status 503, connection reset' }, 'http_5xx'],
  [{ name: 'status 429' }, 'http_429'],
  [{ code: 429 }, 'http_429'],
  [{ code: 'status', message: '429' }, 'http_429'],
  // an interruption, before a timeout
  ['connection Reset by peer', 'stream_interrupted'],
  ['INTERRUPTED', 'stream_interrupted'],
  ['unexpected EOF', 'stream_interrupted'],
  ['timeout, then reset', 'stream_interrupted'],
  [{ code: 'ECONNRESET', message: 'read failed' }, 'stream_interrupted'],
  // a timeout
  ['Timeout', 'timeout'],
  ['context deadline exceeded', 'timeout'],
  ['request timed out', 'timeout'],
  ['connect ETIMEDOUT 10.0.0.1:443', 'timeout'],
  [{ code: 'ETIMEDOUT' }, 'timeout'],
  [{ name: 'TimeoutError' }, 'timeout'],
  [new DOMException('took too long', 'TimeoutError'), 'timeout'],
  // anything else
  ['out of tokens', 'other'],
  [' ', 'other'],
  [new Error('boom'), 'other'],
  [new Error('upstream said status 502'), 'http_5xx'],
])('a turn that fails with %j counts as provider_error/%s, its turn last', (err, bucket) => {
  expect(failed(err)).toEqual([`provider_error/${bucket}`, 'turns/total']);
});

test.each<[string, unknown]>([
  ['no error', undefined],
  ['null', null],
  ['an empty text', ''],
  ['no error at all: a number', 429],
  ['no error at all: true', true],
  ['an AbortError', { name: 'AbortError', message: 'connection reset' }],
  ['what AbortController throws', new DOMException('signal is aborted without reason', 'AbortError')],
  ["an abort signal's own reason", AbortSignal.abort().reason],
  ["Node's code", { code: 'ABORT_ERR', message: 'The operation was aborted' }],
  ["an AbortError's text", 'AbortError: This operation was aborted, status 429'],
  ["Go's text", 'Post "/v1/messages": context canceled'],
])('a turn that ends with %s counts as a turn and nothing else', (_, err) => {
  expect(failed(err)).toEqual(['turns/total']);
});

test.each(['final_readiness', 'recovery_paused', 'completion_uncertain'])(
  'a turn whose outcome is %s did not fail, whatever its error',
  (outcome) => {
    expect(classify({ kind: 'turn_done', outcome, err: 'status 500' })).toEqual(['turns/total']);
    expect(classify({ kind: 'turn_done', outcome })).toEqual(['turns/total']);
  },
);

test.each(['failed', '', undefined, 'RECOVERY_PAUSED', ['recovery_paused']])(
  'an outcome of %j says nothing of the error',
  (outcome) => {
    expect(classify({ kind: 'turn_done', outcome, err: 'status 500' })).toEqual([
      'provider_error/http_5xx',
      'turns/total',
    ]);
  },
);

test.each<[unknown, string]>([
  ['permission denied in plan mode by a hook: timeout', 'permission'],
  ['Plan Mode: a hook hit its timeout', 'planmode'],
  ['the HOOK hit its timeout', 'hook'],
  ['timeout', 'timeout'],
  ['Deadline exceeded', 'timeout'],
  ['it timed out', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  [{ code: 'ETIMEDOUT' }, 'timeout'],
  [{ message: 'Permission denied' }, 'permission'],
  [{ name: 'plan', message: 'mode' }, 'exec'],
  [{ class: 'planmode' }, 'planmode'],
  ['exit status 1', 'exec'],
  ['status 429', 'exec'],
  ['context canceled', 'exec'],
])('a tool that fails with %j counts as tool_error/%s', (err, bucket) => {
  expect(tool(err)).toEqual([`tool_error/${bucket}`]);
});

test.each([undefined, null, '', 0, false])('a tool whose error is %j did not fail', (err) => {
  expect(tool(err)).toEqual([]);
});

test("the tool's name is never read", () => {
  const named = { err: 'boom', name: 'permission_hook' };
  const watched = Object.defineProperty({ err: 'boom' }, 'name', {
    get() {
      throw new Error('read');
    },
  });
  expect(classify({ kind: 'tool_result', tool: named })).toEqual(['tool_error/exec']);
  expect(tryClassify({ kind: 'tool_result', tool: watched })).toEqual(['tool_error/exec']);
});
