import { expect, it } from 'vitest';
import type { Translator } from '../../src/index.js';
import { countStream } from '../../src/testing/index.js';

/** Emits what it is given, and an end of its turn. */
const echo: Translator<object> = () => ({
  next: (item) => [item as never],
  end: (error) => [{ kind: 'turn_done', err: error as never }],
});
const turn = { 'turns/total': 1 };

it('should count the items and the end of one stream', () => {
  const items = [{ kind: 'compaction_done' }, { kind: 'compaction_done' }, { kind: 'text' }];
  expect(countStream(echo, items)).toEqual({ 'compaction/total': 2, ...turn });
  expect(countStream(echo, new Set(items).values())).toEqual({ 'compaction/total': 2, ...turn });
  expect(countStream(echo, [])).toEqual(turn);
});

it('should end the stream with the error, of whatever type', () => {
  expect(countStream(echo, [], { status: 429 })).toEqual({ 'provider_error/http_429': 1, ...turn });
  expect(countStream(echo, [], 'unexpected EOF')).toEqual({ 'provider_error/stream_interrupted': 1, ...turn });
  expect(countStream(echo, [], new DOMException('', 'AbortError'))).toEqual(turn);
  expect(countStream(echo, [], null)).toEqual(turn);
});

it('should call the translator for each stream, so that streams share nothing', () => {
  let calls = 0;
  const once: Translator<object> = () => {
    calls++;
    return { next: () => [], end: () => [{ kind: 'compaction_done' }] };
  };
  expect([countStream(once, []), countStream(once, [])]).toEqual([
    { 'compaction/total': 1 },
    { 'compaction/total': 1 },
  ]);
  expect(calls).toBe(2);
});

it('should throw the very error that the translator throws, wherever it does', () => {
  const bug = new Error('a bug');
  const failing = (): never => {
    throw bug;
  };
  const quiet = () => [];
  expect(() => countStream(failing, [{}])).toThrow(bug);
  expect(() => countStream(failing, [])).toThrow(bug);
  expect(() => countStream(() => ({ next: failing, end: quiet }), [{}])).toThrow(bug);
  expect(() => countStream(() => ({ next: quiet, end: failing }), [{}])).toThrow(bug);
});

it('should throw for what is no list of events, with the place', () => {
  const returning = (value: unknown): Translator<object> => {
    const wrong = value as readonly never[];
    return () => ({ next: () => wrong, end: () => [] });
  };
  expect(() => countStream(returning(undefined), [{}])).toThrow(
    new TypeError('item 1: the translator must return a list of agent events'),
  );
  expect(() => countStream(echo, [{ kind: 'text' }, null as unknown as object])).toThrow(
    new TypeError('item 2: the translator must return a list of agent events'),
  );
  const atTheEnd: Translator<object> = () => ({ next: () => [], end: () => [null as never] });
  expect(() => countStream(atTheEnd, [])).toThrow(/^the end of the stream: /);
});

it('should also count by provider, as the events say or as the options do', () => {
  const usage = { kind: 'usage', usage: { finishReason: 'stop' }, provider: 'openai.responses' };
  const providers = ['openai', 'anthropic'];
  expect(countStream(echo, [usage], { status: 429 }, { providers })).toEqual({
    'finish_reason/stop': 1,
    'finish_reason.openai/stop': 1,
    'provider_error/http_429': 1,
    ...turn,
  });
  expect(countStream(echo, [usage], { status: 429 }, { providers, provider: 'Anthropic' })).toEqual({
    'finish_reason/stop': 1,
    'finish_reason.anthropic/stop': 1,
    'provider_error/http_429': 1,
    'provider_error.anthropic/http_429': 1,
    ...turn,
  });
  expect(() => countStream(echo, [], null, { providers: ['OpenAI'] })).toThrow('providers contains "OpenAI"');
});
