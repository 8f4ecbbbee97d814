import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../scripts/record/claudeAgent/scenarios.js';
import { type ClaudeAgentMessage, claudeAgent, claudeAgentWith } from '../../src/adapters/claudeAgent.js';
import { type Counters, classify } from '../../src/index.js';
import { messagesOf, type RecordedMessage, recordedQueries } from './support/claudeAgent.js';
import { counting } from './support/counting.js';

const recorded = await recordedQueries();

type Item = RecordedMessage;

const turn = { 'turns/total': 1 };
const init = { type: 'system', subtype: 'init' };
const result = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  num_turns: 1,
  result: 'Hi.',
  stop_reason: 'end_turn',
};
const stop = { 'finish_reason/stop': 1 };
const stopped = { name: 'AbortError' };
const usage = { input_tokens: 60, cache_read_input_tokens: 3900, cache_creation_input_tokens: 40 };
const says = (id = 'msg_1', more: object = {}) => ({
  type: 'assistant',
  message: { id, model: 'm', content: [{ type: 'text', text: 'Hi.' }], usage },
  ...more,
});
const asks = (id = 'msg_1') => ({
  type: 'assistant',
  message: { id, model: 'm', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash' }], usage },
});
const fails = (content: unknown, more: object = {}) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', is_error: true, tool_use_id: 'toolu_1', content }] },
  ...more,
});
const failed = (more: object) => ({ ...result, is_error: true, terminal_reason: 'api_error', ...more });
const cached = { 'cache_hit/95_99': 1 };

/** What a query counts as, up to its clean end or `error`. */
function countsOf(messages: readonly Item[], error?: unknown, translator = claudeAgent): Counters {
  const { next, end } = translator();
  const counts: Counters = {};
  for (const token of [...messages.flatMap((message) => next(message)), ...end(error)].flatMap(classify)) {
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts;
}

describe('sessions that were recorded with the real program', () => {
  test('there is one of each scenario', () => {
    expect([...recorded.keys()]).toEqual(scenarios.map(({ name }) => name));
  });

  test.each(scenarios.map(({ name, counts }) => [name, counts] as const))('%s', async (name, wanted) => {
    const query = recorded.get(name);
    if (!query) throw new Error(`${name} was not recorded`);
    const { telemetry, counts, faults } = counting();
    const seen: ClaudeAgentMessage[] = [];
    messagesOf(query)
      .pipe(telemetry.tap(claudeAgent))
      .subscribe({ next: (message) => seen.push(message), error() {} });
    expect(await counts()).toEqual(wanted);
    expect(faults()).toBe(0);
    expect(seen).toEqual(query.messages);
  });
});

describe('a turn', () => {
  test('is one for each result, and ends without one at the end of the query', () => {
    expect(countsOf([init, says(), result, init, says('msg_2'), result])).toMatchObject({ 'turns/total': 2 });
    expect(countsOf([init, says(), result, init, says('msg_2')])).toMatchObject({
      'turns/total': 2,
      'provider_error/stream_interrupted': 1,
    });
    expect(countsOf([result])).toEqual({ ...stop, ...turn });
  });

  test('that another one follows without a result was cut, if a model had answered', () => {
    expect(countsOf([init, says(), init, says('msg_2'), result])).toEqual({
      ...stop,
      'cache_hit/95_99': 2,
      'provider_error/stream_interrupted': 1,
      'turns/total': 2,
    });
    expect(countsOf([init, init, says(), result])).toEqual({ ...stop, ...cached, ...turn });
  });

  test('may be stopped before its first message; a stream that is dropped before it is none', () => {
    const aborted = Object.assign(new Error('Claude Code process aborted by user'), { errorClass: 'aborted' });
    expect(countsOf([], aborted)).toEqual(turn);
    expect(countsOf([], new Error('cannot start'))).toEqual({ 'provider_error/other': 1, ...turn });
    expect(countsOf([], stopped)).toEqual({});
    expect(countsOf([])).toEqual({});
    expect(countsOf([init], stopped)).toEqual(turn);
  });

  test.each(['process_exited_nonzero', 'process_killed_by_signal'])(
    'that the program leaves (%s) was cut, whatever its error says',
    (errorClass) => {
      const error = Object.assign(new Error('it said: status 429'), { errorClass });
      expect(countsOf([init], error)).toEqual({ 'provider_error/stream_interrupted': 1, ...turn });
    },
  );

  test('is not begun by what comes after a result', () => {
    const status = { type: 'system', subtype: 'session_state_changed' };
    const late = { type: 'stream_event', event: { type: 'message_stop' } };
    expect(countsOf([init, says(), result, status, late, { type: 'prompt_suggestion' }])).toEqual({
      ...stop,
      ...cached,
      ...turn,
    });
  });

  test('that only runs a command of the program is none; one that fails before a model is one', () => {
    expect(countsOf([init, { ...result, num_turns: 0, result: '' }])).toEqual({});
    expect(countsOf([init, failed({ num_turns: 0, api_error_status: 401 })])).toEqual({
      'provider_error/http_401': 1,
      ...turn,
    });
  });
});

describe('a failure', () => {
  test.each([
    [{ api_error_status: 429 }, 'http_429'],
    [{ api_error_status: 529, api_error: 'connection_failed' }, 'http_5xx'],
    [{ api_error_status: 404, result: 'API Error: status 500' }, 'other'],
    [{ api_error: 'connection_failed', result: 'Connection to the API was lost (ECONNRESET)' }, 'stream_interrupted'],
    [{ api_error: 'connection_failed', result: 'Connection refused (ECONNREFUSED)' }, 'other'],
    [{ api_error: 'stream_idle_timeout' }, 'timeout'],
    [{ api_error_type: 'overloaded_error' }, 'http_5xx'],
    [{ terminal_reason: 'model_error' }, 'other'],
    [{ result: 'API Error: 429 rate limit', errors: ['status 500'] }, 'other'],
    [{ subtype: 'error_during_execution', terminal_reason: 'turn_setup_failed', result: undefined }, 'other'],
  ])('%j is %s, by a code and never by a text of the API', (more, bucket) => {
    expect(countsOf([init, failed(more)])).toEqual({ [`provider_error/${bucket}`]: 1, ...turn });
  });

  test.each([
    ['rate_limit', 'http_429'],
    ['overloaded', 'http_5xx'],
    ['server_error', 'http_5xx'],
    ['authentication_failed', 'http_401'],
    ['invalid_request', 'http_400'],
    ['model_not_found', 'other'],
    ['unknown', 'other'],
  ])('without a status, the kind of the message before it decides: %s is %s', (error, bucket) => {
    const synthetic = { type: 'assistant', error, message: { id: 'x', model: '<synthetic>', content: [], usage: {} } };
    expect(countsOf([init, synthetic, failed({ api_error_status: null })])).toEqual({
      [`provider_error/${bucket}`]: 1,
      ...turn,
    });
    // It is that of its own turn.
    expect(countsOf([init, synthetic, result, init, failed({ terminal_reason: 'model_error' })])).toMatchObject({
      'provider_error/other': 1,
    });
  });

  test('that is thrown after its result counts once', () => {
    const thrown = new Error('Claude Code returned an error result: API Error: 500');
    expect(countsOf([init, failed({ api_error_status: 429 })], thrown)).toEqual({
      'provider_error/http_429': 1,
      ...turn,
    });
  });

  test.each(['aborted_streaming', 'aborted_tools'])('is none where a person interrupted: %s', (terminal_reason) => {
    const interrupted = failed({ subtype: 'error_during_execution', terminal_reason, stop_reason: null });
    expect(countsOf([init, interrupted], new Error('error result'))).toEqual(turn);
  });

  test.each(['error_max_turns', 'error_max_budget_usd', 'error_max_structured_output_retries'])(
    'is none where a limit of the app was reached: %s',
    (subtype) => expect(countsOf([init, failed({ subtype, terminal_reason: undefined })])).toEqual(turn),
  );

  test('is a reason where it is the output limit or a refusal', () => {
    expect(countsOf([init, failed({ api_error: 'max_output_tokens', stop_reason: 'stop_sequence' })])).toEqual({
      'finish_reason/length': 1,
      ...turn,
    });
    expect(countsOf([init, failed({ stop_reason: 'refusal' })])).toEqual({
      'finish_reason/content_filter': 1,
      ...turn,
    });
  });
});

describe('a model call', () => {
  const event = (event: object) => ({ type: 'stream_event', event });

  test('counts its usage once, however many messages it has', () => {
    expect(countsOf([init, says(), says(), asks(), fails('x'), asks(), says('msg_2'), says(), result])).toEqual({
      ...stop,
      'finish_reason/tool_calls': 1,
      'cache_hit/95_99': 2,
      'tool_error/exec': 1,
      ...turn,
    });
  });

  test('has the reason and the usage that its stream ends with', () => {
    const start = event({ type: 'message_start', message: { id: 'msg_1', usage } });
    const delta = event({
      type: 'message_delta',
      delta: { stop_reason: 'max_tokens' },
      usage: { cache_read_input_tokens: 0, input_tokens: null },
    });
    expect(countsOf([init, start, says(), delta, result])).toEqual({
      'finish_reason/length': 1,
      'cache_hit/0_50': 1,
      ...turn,
    });
  });

  test.each([null, {}, { input_tokens: 60 }])('reports no cache without cached tokens: %j', (usage) => {
    const message = { id: 'msg_1', content: [], usage };
    expect(countsOf([init, { type: 'assistant', message }, result])).toEqual({ ...stop, ...turn });
  });
});

describe('an empty answer', () => {
  const empty = { ...result, result: ' \n' };
  test('is a result of blanks', () => {
    expect(countsOf([init, empty])).toEqual({ ...stop, 'empty_final/total': 1, ...turn });
  });
  test.each([
    { structured_output: { found: 1 } },
    { terminal_reason: 'hook_stopped' },
    { terminal_reason: 'tool_deferred' },
    { result: undefined },
  ])('is none with %j', (more) => expect(countsOf([init, { ...empty, ...more }])).toEqual({ ...stop, ...turn }));
  test('is none where the model refused', () => {
    expect(countsOf([init, { ...empty, stop_reason: 'refusal' }])).toEqual({
      'finish_reason/content_filter': 1,
      ...turn,
    });
  });
});

describe('a tool that fails', () => {
  const done = { ...stop, 'finish_reason/tool_calls': 1, ...cached, ...turn };
  const countsWith = (tool: Item, more: object = {}, translator = claudeAgent) =>
    countsOf([init, asks(), tool, tool, { ...result, ...more }], undefined, translator);
  const denials = { permission_denials: [{ tool_use_id: 'toolu_1' }] };
  const meta = (more: object) => ({ tool_result_meta: [{ id: 'toolu_1', ...more }] });
  const decided = (decision: string, source: string) => meta({ permission_decision: { decision, source } });

  test.each([
    ['a text', fails('Exit code 1'), {}, 'exec'],
    ['blocks', fails([{ type: 'text', text: 'Command timed out after 2m' }]), {}, 'timeout'],
    ['nothing', fails(undefined), {}, 'exec'],
    ['a denial, in the result', fails('Exit code 1'), denials, 'permission'],
    ['a denial, with it', fails('Never mind.', decided('reject', 'user_reject')), {}, 'permission'],
    ['a hook, by its text', fails('PreToolUse:Bash hook error: no permission'), denials, 'hook'],
    ['a hook, by its code', fails('No permission.', decided('reject', 'hook')), denials, 'hook'],
  ] as const)('counts once, by %s', (_, tool, more, bucket) => {
    expect(countsWith(tool, more)).toEqual({ ...done, [`tool_error/${bucket}`]: 1 });
  });

  test('was denied if the program said so, also without a result', () => {
    const denied = { type: 'system', subtype: 'permission_denied', tool_use_id: 'toolu_1' };
    expect(countsOf([init, asks(), denied, fails('No.')], stopped)).toEqual({
      'finish_reason/tool_calls': 1,
      ...cached,
      'tool_error/permission': 1,
      ...turn,
    });
  });

  test('did not fail if it was stopped with its turn', () => {
    const interrupted = failed({ subtype: 'error_during_execution', terminal_reason: 'aborted_tools' });
    const ends = { 'finish_reason/tool_calls': 1, ...cached, ...turn };
    const rejected = fails('The tool use was rejected.', meta({ non_execution_kind: 'user-rejected' }));
    expect(countsOf([init, asks(), rejected, interrupted])).toEqual(ends);
    expect(countsOf([init, asks(), fails('The tool use was rejected.'), interrupted])).toEqual(ends);
    expect(countsOf([init, asks(), rejected, { ...interrupted, ...denials }])).toEqual({
      ...ends,
      'tool_error/permission': 1,
    });
    const ran = fails('Exit code 1', decided('accept', 'config'));
    expect(countsOf([init, asks(), ran, interrupted])).toEqual({ ...ends, 'tool_error/exec': 1 });
  });

  test('is what the app says, also if it was denied', () => {
    const blocks: unknown[] = [];
    const translator = claudeAgentWith({
      toolError(block) {
        blocks.push(block);
        return 'planmode';
      },
    });
    expect(countsWith(fails('No.'), denials, translator)).toEqual({ ...done, 'tool_error/planmode': 1 });
    expect(blocks).toEqual([{ type: 'tool_result', is_error: true, tool_use_id: 'toolu_1', content: 'No.' }]);
    expect(countsWith(fails('No.'), denials, claudeAgentWith({ toolError: () => undefined }))).toEqual({
      ...done,
      'tool_error/permission': 1,
    });
  });
});

describe('what is not of the turn', () => {
  test('messages of subagents are ignored, and so is what is shown again', () => {
    const nested = { parent_tool_use_id: 'toolu_0' };
    const counts = { ...stop, ...cached, ...turn };
    expect(countsOf([init, { ...says('msg_2'), ...nested }, fails('x', nested), says(), result])).toEqual(counts);
    expect(countsOf([init, fails('x', { isReplay: true }), says(), result])).toEqual(counts);
  });

  test('a compaction counts, whoever asked for it', () => {
    const boundary = (trigger: string) => ({
      type: 'system',
      subtype: 'compact_boundary',
      compact_metadata: { trigger },
    });
    expect(countsOf([init, boundary('auto'), boundary('manual'), { ...result, num_turns: 0 }])).toEqual({
      'compaction/total': 2,
    });
  });
});

describe('whatever comes', () => {
  const everything = [...recorded.values()].flatMap(({ messages }): readonly Item[] => messages);
  const message = fc.constantFrom(...everything);
  /** Some fields missing, others of another type. */
  const broken = fc.tuple(message, fc.array(fc.nat()), fc.anything()).map(([whole, at, junk]) => {
    const copy: { type: string; [field: string]: unknown } = structuredClone({ ...whole });
    for (const n of at) {
      const keys = Object.keys(copy);
      const key = keys[n % keys.length];
      if (key !== undefined && key !== 'type') copy[key] = n % 2 ? undefined : junk;
    }
    return copy;
  });

  test('should never throw, nor count more turns, calls and failures than there are messages for', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(message, broken), { maxLength: 60 }), fc.anything(), (messages, error) => {
        const counts = countsOf(messages, error);
        const of = (type: string) => messages.filter((one) => one.type === type).length;
        const sum = (signal: string) =>
          Object.entries(counts).reduce(
            (all, [token, count]) => all + (token.startsWith(signal) ? (count ?? 0) : 0),
            0,
          );
        const turns = counts['turns/total'] ?? 0;
        expect(turns).toBeLessThanOrEqual(of('result') + of('system') + 1);
        expect(sum('provider_error/') + sum('empty_final/')).toBeLessThanOrEqual(turns);
        expect(sum('cache_hit/')).toBeLessThanOrEqual(of('assistant') + of('stream_event'));
        expect(sum('tool_error/')).toBeLessThanOrEqual(of('user'));
        expect(sum('compaction/')).toBeLessThanOrEqual(of('system'));
      }),
      { numRuns: 300 },
    );
  });

  test('should count a query alike if the messages of a model call are sent twice', () => {
    for (const { name, counts } of scenarios) {
      const { messages = [], error } = recorded.get(name) ?? {};
      const twice = messages.flatMap((one) => (one.type === 'assistant' || one.type === 'user' ? [one, one] : [one]));
      expect(countsOf(twice, error), name).toEqual(counts);
    }
  });
});
