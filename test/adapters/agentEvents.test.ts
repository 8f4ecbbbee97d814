import { describe, expect, test } from 'vitest';
import { callUsage, errorClass } from '../../src/adapters/agentEvents.js';
import { classify, classifyToolError } from '../../src/index.js';

const httpError = (status: number) =>
  Object.assign(new Error('it failed'), { name: 'AI_APICallError', statusCode: status });

describe('what an error is known by', () => {
  test.each<[string, unknown, string | undefined]>([
    ['a status', { status: 429 }, 'http_429'],
    ['a statusCode', httpError(401), 'http_401'],
    ['a status as text', { status: '503' }, 'http_5xx'],
    ['a status as code', { code: '429' }, 'http_429'],
    ['a numeric code', { code: 500 }, 'http_5xx'],
    ['a status that is a word, beside a code', { status: 'RESOURCE_EXHAUSTED', code: 429 }, 'http_429'],
    ['a status beyond http', { status: 4290 }, 'other'],
    ['a status below it', { status: 42 }, 'other'],
    ['an answer that began well says nothing', httpError(200), 'other'],
    ['the last of several', { name: 'AI_RetryError', lastError: httpError(429), errors: [httpError(500)] }, 'http_429'],
    ['its cause', new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }), 'stream_interrupted'],
    ['the cause of its cause', new Error('a', { cause: new Error('b', { cause: httpError(429) }) }), 'http_429'],
    ['a type', { type: 'overloaded_error', message: 'Overloaded' }, 'http_5xx'],
    ['a code', { code: 'rate_limit_exceeded' }, 'http_429'],
    ['a quota', { code: 'insufficient_quota' }, 'http_429'],
    ['a login', { code: 'auth_required' }, 'http_401'],
    ['a right', { message: 'not authorised, ask the author' }, 'http_401'],
    ['a quota in gRPC', { code: 'RESOURCE_EXHAUSTED' }, 'http_429'],
    ['no right: an author', new Error('the author, or its co-author, is required'), 'other'],
    ['a key', { type: 'authentication_error' }, 'http_401'],
    ['a request', { type: 'invalid_request_error' }, 'http_400'],
    ['a text', 'status 502 from upstream', 'http_5xx'],
    [
      'a status, whatever its text says of another',
      { statusCode: 429, message: 'gateway said status 500' },
      'http_429',
    ],
    ['a status, though its text tells of a cancel', { status: 502, message: 'AbortError in the provider' }, 'http_5xx'],
    ['a status beside a very long text', { status: 429, message: 'timeout '.repeat(200_000) }, 'http_429'],
    ['undici', new TypeError('terminated'), 'stream_interrupted'],
    ['Chromium', new TypeError('network error'), 'stream_interrupted'],
    ['Node', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'stream_interrupted'],
    ['a deadline', new DOMException('aborted', 'TimeoutError'), 'timeout'],
    ['undici in time', new TypeError('fetch failed', { cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } }), 'timeout'],
    ['a cancel', new DOMException('stop', 'AbortError'), undefined],
    ['a cancel in Go', 'context canceled', undefined],
    ['nothing', undefined, 'other'],
    ['null', null, 'other'],
    ['a number', 7, 'other'],
    ['nothing known', new Error('mysterious'), 'other'],
    ['fields that are no scalars', { status: {}, code: [{}], message: { toString: () => 'reset' } }, 'other'],
  ])('%s', (_, error, bucket) => expect(errorClass(error)).toBe(bucket));

  test.each<[string, unknown, string]>([
    ['permission', new Error('EACCES: permission denied'), 'permission'],
    ['a plan mode', 'not in plan mode', 'planmode'],
    ['a hook', { message: 'blocked by a hook' }, 'hook'],
    ['a deadline', new DOMException('', 'TimeoutError'), 'timeout'],
    ['anything', new Error('ENOENT'), 'exec'],
    ['nothing', undefined, 'exec'],
  ])('a tool that fails for %s', (_, error, bucket) => expect(classifyToolError(error)).toBe(bucket));
});

describe('usage', () => {
  const tokens = (cached: unknown, input: unknown) => classify(callUsage('', cached, input));
  test.each<[unknown, unknown, string | undefined]>([
    [0, 100, '0_50'],
    [100, 100, '99_100'],
    [90, 100, '80_95'],
    [101, 100, undefined],
    [undefined, 100, undefined],
    [null, 100, undefined],
    [90, undefined, undefined],
    [0, 0, undefined],
    [-1, 100, undefined],
    [Number.NaN, 100, undefined],
    [1, Number.POSITIVE_INFINITY, undefined],
    [{}, [], undefined],
  ])('%s cached of %s: %s', (cached, input, bucket) => {
    expect(tokens(cached, input)).toEqual(bucket ? [`cache_hit/${bucket}`] : []);
  });

  test('a reason that is no text is none', () => {
    const reason = (finishReason: unknown) => classify(callUsage(finishReason));
    for (const none of [undefined, null, false, '', 7, {}, Symbol('x')]) expect(reason(none)).toEqual([]);
    expect(reason('a text, https://a.example')).toEqual(['finish_reason/other']);
    expect(reason('stop')).toEqual(['finish_reason/stop']);
    const told = ['a text, https://a.example', 'x'.repeat(41), 'sk-0'].map((text) => callUsage(text));
    expect(told.map((event) => event.kind === 'usage' && event.usage?.finishReason)).toEqual([
      'other',
      'other',
      'other',
    ]);
  });
});
