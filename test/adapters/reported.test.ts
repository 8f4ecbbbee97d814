import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { acp } from '../../src/adapters/acp.js';
import { agUi } from '../../src/adapters/agUi.js';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import { countable } from '../../src/adapters/aiSdkServer.js';
import { wire } from '../../src/adapters/wire.js';
import { classify, type Translator } from '../../src/index.js';
import { counting } from './support/counting.js';

/** What the items of a stream count as, up to its clean end. */
function countsOf(translator: Translator<never>, ...items: readonly object[]): Record<string, number> {
  const { next, end } = (translator as Translator<unknown>)();
  const counts: Record<string, number> = {};
  for (const token of [...items.flatMap((item) => next(item)), ...end()].flatMap(classify)) {
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts;
}

const turn = { 'turns/total': 1 };
const cut = { 'provider_error/stream_interrupted': 1 };

describe('AI SDK', () => {
  const start = { type: 'start' };
  const text = { type: 'text-delta', text: 'Hi.' };
  const finish = { type: 'finish', finishReason: 'stop' };
  const stopped = { 'finish_reason/stop': 1, ...turn };

  test('interrupted is a cut, and neither a reason nor an empty answer', () => {
    const interrupted = { type: 'finish', finishReason: 'interrupted' };
    const step = { type: 'finish-step', finishReason: 'interrupted', usage: { inputTokens: 10 } };
    expect(countsOf(aiSdk, start, text, interrupted)).toEqual({ ...cut, ...turn });
    expect(countsOf(aiSdk, start, { type: 'start-step' }, step, interrupted)).toEqual({ ...cut, ...turn });
  });

  test.each([
    ['OpenAI', { type: 'custom', kind: 'openai.compaction' }],
    ['a harness', { type: 'tool-call', toolName: 'compaction', dynamic: true, providerExecuted: true }],
    ['a harness, in a page', { type: 'tool-input-available', toolName: 'compaction', dynamic: true }],
  ])('a compaction of %s counts, and is no answer', (_, part) => {
    expect(countsOf(aiSdk, start, part, text, finish)).toEqual({ 'compaction/total': 1, ...stopped });
    expect(countsOf(aiSdk, start, part, finish)).toMatchObject({ 'compaction/total': 1, 'empty_final/total': 1 });
  });

  test.each([
    { type: 'custom', kind: 'openai.other' },
    { type: 'tool-call', toolName: 'compaction' },
  ])('no compaction: %j', (part) => expect(countsOf(aiSdk, start, part, text, finish)).toEqual(stopped));

  test('a stream that ends right after a request for approval is a pause', () => {
    const asks = { type: 'tool-approval-request', toolCallId: '1' };
    expect(countsOf(aiSdk, start, asks)).toEqual(turn);
    expect(countsOf(aiSdk, start, asks, { type: 'data-tool-call-approval' })).toEqual(turn);
    expect(countsOf(aiSdk, start, asks, text)).toEqual({ ...cut, ...turn });
  });

  test('two runs in one stream are no cut; one that never ends is', () => {
    expect(countsOf(aiSdk, start, text, start, text, finish, finish)).toEqual({
      'finish_reason/stop': 2,
      'turns/total': 2,
    });
    expect(countsOf(aiSdk, start, text, start, text, finish)).toEqual({ ...cut, ...stopped, 'turns/total': 2 });
  });

  test('the raw reason of a server without resources reaches its bucket', () => {
    const step = {
      type: 'finish-step',
      finishReason: 'other',
      rawFinishReason: 'insufficient_system_resource',
      usage: {},
    };
    const counts = { 'finish_reason/insufficient_system_resource': 1, ...turn };
    expect(countsOf(aiSdk, start, text, step, { type: 'finish' })).toEqual(counts);
    const messageMetadata = countable.messageMetadata({ part: step });
    expect(countsOf(aiSdk, start, text, { type: 'message-metadata', messageMetadata }, { type: 'finish' })).toEqual(
      counts,
    );
  });

  test('cached tokens of an older provider are beside the input, those of a newer one a part of it', () => {
    const step = (noCacheTokens?: number) => ({
      type: 'finish-step',
      usage: { inputTokens: 10, inputTokenDetails: { cacheReadTokens: 90, noCacheTokens } },
      providerMetadata: { anthropic: { cacheCreationInputTokens: 0 } },
    });
    expect(countsOf(aiSdk, start, text, step(), { type: 'finish' })).toEqual({ 'cache_hit/80_95': 1, ...turn });
    expect(countsOf(aiSdk, start, text, step(10), { type: 'finish' })).toEqual(turn);
  });

  test('without the metadata of steps, the sum of the run counts', () => {
    const part = {
      type: 'finish',
      finishReason: 'stop',
      totalUsage: { inputTokens: 100, inputTokenDetails: { cacheReadTokens: 90 } },
    };
    const messageMetadata = countable.messageMetadata({ part });
    const last = { type: 'finish', finishReason: 'stop', messageMetadata };
    const step = { type: 'message-metadata', messageMetadata: { turntally: { finishReason: 'stop' } } };
    expect(countsOf(aiSdk, start, text, last)).toEqual({ 'cache_hit/80_95': 1, ...stopped });
    expect(countsOf(aiSdk, start, text, step, last)).toEqual(stopped);
    expect(countable.redactToolErrors).toBe(false);
  });

  test('a step that version 7 takes back gave no answer', () => {
    const again = { type: 'reset-step' };
    expect(countsOf(aiSdk, start, text, again, finish)).toEqual({ 'empty_final/total': 1, ...stopped });
    expect(countsOf(aiSdk, start, text, again, text, finish)).toEqual(stopped);
  });

  test('blanks are no answer, and a filter says why there is none', () => {
    const blank = { type: 'text-delta', text: ' \n' };
    expect(countsOf(aiSdk, start, blank, finish)).toEqual({ 'empty_final/total': 1, ...stopped });
    const filtered = { type: 'finish', finishReason: 'content-filter' };
    expect(countsOf(aiSdk, start, blank, filtered)).toEqual({ 'finish_reason/content_filter': 1, ...turn });
  });
});

describe('AG-UI', () => {
  const started = { type: 'RUN_STARTED' };
  const said = { type: 'TEXT_MESSAGE_CONTENT', messageId: '1', delta: 'Hi.' };
  const finished = { type: 'RUN_FINISHED' };

  test.each([
    { inputTokens: 100, cachedInputTokens: 90 },
    [{ inputTokens: 100, cachedInputTokens: 90 }],
    { promptTokens: 100, promptTokensDetails: { cachedTokens: 90 } },
    [{ promptTokens: 100, promptTokensDetails: { cachedTokens: 90 } }],
  ])('usage %j', (usage) => {
    expect(countsOf(agUi, started, said, { ...finished, usage })).toEqual({ 'cache_hit/80_95': 1, ...turn });
  });
  test.each([null, undefined, []])('no usage: %j', (usage) => {
    expect(countsOf(agUi, started, said, { ...finished, usage })).toEqual(turn);
  });

  test('a run that reports the end of each model call is one turn', () => {
    const call = { type: 'TOOL_CALL_START', toolCallId: '1' };
    const result = { type: 'TOOL_CALL_RESULT', toolCallId: '1' };
    const asks = { ...finished, metadata: { tanstack: { finishReason: 'tool_calls' } } };
    const stops = { ...finished, metadata: { tanstack: { finishReason: 'stop' } } };
    const reasons = { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1 };
    expect(countsOf(agUi, started, call, asks, result, said, stops)).toEqual({ ...reasons, ...turn });
    expect(countsOf(agUi, started, call, asks, result, stops)).toEqual({
      ...reasons,
      'empty_final/total': 1,
      ...turn,
    });
    expect(countsOf(agUi, started, call, asks, result)).toEqual({ 'finish_reason/tool_calls': 1, ...cut, ...turn });
    expect(countsOf(agUi, started, call, asks)).toEqual({ 'finish_reason/tool_calls': 1, ...turn });
  });

  test.each(['abort', 'aborted', 'cancel', 'cancelled', 'canceled', 'user_cancelled', 'ABORTED'])(
    'RUN_ERROR with code %s is a stop',
    (code) => expect(countsOf(agUi, started, { type: 'RUN_ERROR', code, message: 'x' })).toEqual(turn),
  );

  test('an answer may come as a snapshot alone', () => {
    const snapshot = (role: string, content: unknown) => ({ type: 'MESSAGES_SNAPSHOT', messages: [{ role, content }] });
    expect(countsOf(agUi, started, snapshot('assistant', 'Hi.'), finished)).toEqual(turn);
    expect(countsOf(agUi, started, snapshot('assistant', [{ type: 'text', text: 'Hi.' }]), finished)).toEqual(turn);
    for (const none of [snapshot('assistant', ' '), snapshot('user', 'Hi.'), snapshot('tool', 'Hi.')]) {
      expect(countsOf(agUi, started, none, finished)).toEqual({ 'empty_final/total': 1, ...turn });
    }
  });

  test("LangGraph's interrupt is a pause", () => {
    expect(countsOf(agUi, started, { type: 'CUSTOM', name: 'on_interrupt' }, finished)).toEqual(turn);
  });

  test.each(['user', 'system', 'developer'])('a text of role %s is no answer, and neither are blanks', (role) => {
    const empty = { 'empty_final/total': 1, ...turn };
    expect(countsOf(agUi, started, { type: 'TEXT_MESSAGE_START', messageId: '1', role }, said, finished)).toEqual(
      empty,
    );
    expect(countsOf(agUi, started, { ...said, type: 'TEXT_MESSAGE_CHUNK', role }, finished)).toEqual(empty);
    expect(countsOf(agUi, started, { ...said, delta: ' \n' }, finished)).toEqual(empty);
  });
});

describe('ACP', () => {
  const asked = (id: number) => ({ sent: { id, method: 'session/prompt', params: { sessionId: 's' } } });
  const cancel = { sent: { method: 'session/cancel', params: { sessionId: 's' } } };
  const answered = (id: number, answer: object) => ({ received: { id, ...answer } });
  const ended = (stopReason: string) => ({ result: { stopReason } });

  test.each([ended('end_turn'), ended('max_tokens'), ended('cancelled'), { error: { code: -32603, message: 'x' } }])(
    'after a cancel, an open prompt that is answered with %j is a plain turn, from both ends',
    (answer) => {
      expect(countsOf(acp, asked(1), cancel, answered(1, answer))).toEqual(turn);
      const fromTheAgent = [asked(1), cancel, answered(1, answer)].map((message) =>
        'sent' in message ? { received: message.sent } : { sent: message.received },
      );
      expect(countsOf(acp, ...fromTheAgent)).toEqual(turn);
    },
  );

  test('a prompt after the cancel is judged as ever', () => {
    const failed = { error: { code: -32603, message: 'x', data: { errorKind: 'rate_limit' } } };
    expect(countsOf(acp, asked(1), cancel, asked(2), answered(1, ended('end_turn')), answered(2, failed))).toEqual({
      'provider_error/http_429': 1,
      'turns/total': 2,
    });
  });

  test.each(['reject_once', 'reject_always'])('a rejection (%s) that ends the turn is no empty answer', (kind) => {
    const options = [{ optionId: 'no', kind }];
    const params = { sessionId: 's', toolCall: { toolCallId: '1' }, options };
    const asks = { received: { id: 7, method: 'session/request_permission', params } };
    const refuses = { sent: { id: 7, result: { outcome: { outcome: 'selected', optionId: 'no' } } } };
    const call = { sessionUpdate: 'tool_call', toolCallId: '2' };
    const goesOn = { received: { method: 'session/update', params: { sessionId: 's', update: call } } };
    const counts = { 'tool_error/permission': 1, 'finish_reason/stop': 1, ...turn };
    expect(countsOf(acp, asked(1), asks, refuses, answered(1, ended('end_turn')))).toEqual(counts);
    expect(countsOf(acp, asked(1), asks, refuses, goesOn, answered(1, ended('end_turn')))).toEqual({
      ...counts,
      'empty_final/total': 1,
    });
  });

  test('blanks are no answer', () => {
    const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: ' \n' } };
    const chunk = { received: { method: 'session/update', params: { sessionId: 's', update } } };
    expect(countsOf(acp, asked(1), chunk, answered(1, ended('end_turn')))).toMatchObject({ 'empty_final/total': 1 });
  });
});

describe('a wire', () => {
  const started = { kind: 'turn_started' };
  test.each(['recovery_paused', 'completion_uncertain'])('an outcome of %s is no error', (outcome) => {
    expect(countsOf(wire, started, { kind: 'turn_done', err: 'status 500', outcome })).toEqual(turn);
  });
  test('an error that was classified elsewhere keeps its class', () => {
    expect(countsOf(wire, started, { kind: 'turn_done', err: { class: 'http_5xx' } })).toEqual({
      'provider_error/http_5xx': 1,
      ...turn,
    });
  });
  test("the seed's own words for an empty answer count", () => {
    const notice = { kind: 'notice', text: 'No visible answer was produced.' };
    expect(countsOf(wire, started, notice, { kind: 'turn_done' })).toEqual({ 'empty_final/total': 1, ...turn });
  });
});

test('a translator that throws on an item does not lose the turn', async () => {
  const { telemetry, counts, faults } = counting();
  const translator: Translator<number> = () => ({
    next(item) {
      if (item === 1) throw new Error('unreadable');
      return item === 2 ? [{ kind: 'compaction_done' }] : [];
    },
    end: () => [{ kind: 'turn_done' }],
  });
  of(0, 1, 2).pipe(telemetry.tap(translator)).subscribe();
  expect(await counts()).toEqual({ 'compaction/total': 1, ...turn });
  expect(faults()).toBe(1);
});
