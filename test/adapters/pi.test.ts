import { Agent } from '@earendil-works/pi-agent-core';
import fc from 'fast-check';
import { tap } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { type PiEvent, pi, piSubscriber, piWith } from '../../src/adapters/pi.js';
import { type Counters, classify } from '../../src/index.js';
import { counting } from './support/counting.js';
import { turn } from './support/modelCalls.js';
import { type PiScenario, piAgent, piScenarios } from './support/piAgent.js';
import { events, type Served, serve } from './support/servers.js';

const servers: Served[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Runs a scenario with the real agent, and returns its events, too. */
async function run({ served, options, abortAt, runs = 1 }: PiScenario, translator = pi) {
  const server = await serve(...served);
  servers.push(server);
  const { telemetry, counts, faults } = counting();
  const agent = piAgent(server.url, options);
  const seen: PiEvent[] = [];
  agent.subscribe(piSubscriber(telemetry.tap(translator)));
  agent.subscribe((event) => {
    seen.push(event);
    const [type, , , isLater] = abortAt?.split(' ') ?? [];
    if (event.type === type && (!isLater || seen.some((one) => one.type === 'tool_execution_end'))) agent.abort();
  });
  for (let at = 0; at < runs; at++) await agent.prompt('Why does the test fail?');
  return { counts: await counts(), faults: faults(), seen };
}

/** What events count as, up to a clean end or `error`. */
function countsOf(items: readonly PiEvent[], error?: unknown, translator = pi): Counters {
  const { next, end } = translator();
  const counts: Counters = {};
  for (const token of [...items.flatMap((item) => next(item)), ...end(error)].flatMap(classify)) {
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts;
}

test.each(piScenarios)('$name', async (scenario) => {
  const { counts, faults } = await run(scenario);
  expect(counts).toEqual(scenario.wanted);
  expect(faults).toBe(0);
});

const stop = { 'finish_reason/stop': 1 };
const cut = { 'provider_error/stream_interrupted': 1 };
const start = { type: 'agent_start' };
const end = { type: 'agent_end', messages: [] };
const says = (more: object = {}) => ({
  type: 'message_end',
  message: { role: 'assistant', content: [{ type: 'text', text: 'Hi.' }], stopReason: 'stop', ...more },
});
const fails = (errorMessage: unknown, more: object = {}) => says({ stopReason: 'error', errorMessage, ...more });
/** Of a session. */
const compacted = (more: object): PiEvent => ({ type: 'compaction_end', ...more });
const failedTool = (more: object = {}) => ({ type: 'tool_execution_end', toolCallId: '1', isError: true, ...more });

describe('a subscriber', () => {
  test('keeps the runs of several agents apart', async () => {
    const { telemetry, counts } = counting();
    const subscriber = piSubscriber(telemetry.tap(pi));
    const [one, other] = [new AbortController().signal, new AbortController().signal];
    for (const [event, signal] of [
      [start, one],
      [start, other],
      [fails('429: no'), one],
      [says(), other],
      [end, other],
      [end, one],
    ] as const) {
      subscriber(event, signal);
    }
    expect(await counts()).toEqual({ ...stop, 'provider_error/http_429': 1, 'turns/total': 2 });
  });

  test('counts a run once whose listener throws at its end', async () => {
    const server = await serve(piScenarios[4]?.served[0] ?? events());
    servers.push(server);
    const { telemetry, counts } = counting();
    const agent = piAgent(server.url);
    agent.subscribe(piSubscriber(telemetry.tap(pi)));
    let thrown = false;
    agent.subscribe(({ type }) => {
      if (type !== 'agent_end' || thrown) return;
      thrown = true;
      throw new Error('The listener is broken.');
    });
    await agent.prompt('Why?');
    expect(thrown).toBe(true);
    expect(await counts()).toEqual({ ...stop, ...turn });
  });

  test('counts a run that fails before its first event, also after another run', async () => {
    const { telemetry, counts } = counting();
    const agent = new Agent({ streamFn: () => Promise.reject(new Error('status 401')) });
    agent.subscribe(piSubscriber(telemetry.tap(pi)));
    await agent.prompt('Why?');
    // Tools that cannot be read, which is found out before `agent_start`.
    await agent.prompt({ role: 'system', content: '', timestamp: 1, toolsRemoved: 1 as never });
    expect(await counts()).toEqual({ 'provider_error/http_401': 1, 'provider_error/other': 1, 'turns/total': 2 });
  });

  test('lets go of a run at its end', () => {
    let completed = 0;
    const signal = new AbortController().signal;
    const subscriber = piSubscriber(tap({ complete: () => completed++ }));
    subscriber(start, signal);
    expect(completed).toBe(0);
    subscriber(end, signal);
    expect(completed).toBe(1);
  });

  test('counts the runs of a session, which have no signals', async () => {
    const { telemetry, counts } = counting();
    const subscriber = piSubscriber(telemetry.tap(pi));
    for (const event of [start, says(), end, start, says(), end]) subscriber(event);
    expect(await counts()).toEqual({ 'finish_reason/stop': 2, 'turns/total': 2 });
  });

  test('takes no run for cut by another session that shares it by mistake', async () => {
    const { telemetry, counts } = counting();
    const subscriber = piSubscriber(telemetry.tap(pi));
    // The first end is of a run that was under way.
    for (const event of [
      end,
      start,
      start,
      says(),
      end,
      says(),
      end,
      start,
      { ...end, willRetry: true },
      start,
      says(),
      end,
    ])
      subscriber(event);
    expect(await counts()).toEqual({ 'finish_reason/stop': 3, 'turns/total': 4 });
  });
});

describe('a run', () => {
  test('that is not ended was cut; one that was dropped is no failure', () => {
    expect(countsOf([start, says()])).toEqual({ ...stop, ...cut, ...turn });
    expect(countsOf([start], { name: 'AbortError' })).toEqual(turn);
    expect(countsOf([start, says(), start, says(), end])).toEqual({
      'finish_reason/stop': 2,
      ...cut,
      'turns/total': 2,
    });
  });

  test('may be under way already, and is none before its first event unless that fails', () => {
    expect(countsOf([says(), end])).toEqual({ ...stop, ...turn });
    expect(countsOf([])).toEqual({});
    expect(countsOf([], { name: 'AbortError' })).toEqual({});
    expect(countsOf([], new Error('status 500'))).toEqual({ 'provider_error/http_5xx': 1, ...turn });
  });

  test('counts nothing that comes after it, except a compaction', () => {
    const late = [says(), failedTool(), end];
    expect(countsOf([start, says(), end, ...late])).toEqual({ ...stop, ...turn });
    expect(countsOf([start, says(), end, compacted({ result: {} })])).toEqual({
      ...stop,
      ...turn,
      'compaction/total': 1,
    });
    expect(countsOf([compacted({ result: undefined, aborted: true })])).toEqual({});
  });

  test('that a session repeats by itself is one turn', () => {
    const retry = { ...end, willRetry: true };
    expect(countsOf([start, fails('429: no'), retry, start, says(), end])).toEqual({ ...stop, ...turn });
    expect(countsOf([start, fails('429: no'), retry])).toEqual({ 'provider_error/http_429': 1, ...turn });
  });

  test('of which the answer is deferred is not empty', () => {
    expect(countsOf([start, says({ stopReason: 'deferred', content: [] }), end])).toEqual(turn);
  });

  test('reads each message once, and no other than those of the model', () => {
    const { message } = says();
    const user = { type: 'message_end', message: { role: 'user', content: 'stop', stopReason: 'length' } };
    expect(countsOf([start, user, says(), { type: 'turn_end', message }, end])).toEqual({ ...stop, ...turn });
  });
});

describe('a failure', () => {
  test.each([
    ['429: {"error":{"message":"status 500"}}', 'http_429'],
    ['503 {"type":"error"}', 'http_5xx'],
    ['OpenAI API error (401): {"message":"no"}', 'http_401'],
    ['Stream ended without finish_reason', 'stream_interrupted'],
    ['Connection error.: connect ECONNREFUSED 127.0.0.1:9', 'other'],
    ['fetch failed: read ECONNRESET', 'stream_interrupted'],
    ['Request timed out.', 'timeout'],
    [undefined, 'other'],
    [{}, 'other'],
  ])('%j is %s', (text, bucket) => {
    expect(countsOf([start, fails(text), end])).toEqual({ [`provider_error/${bucket}`]: 1, ...turn });
  });

  test.each(['SAFETY', 'refusal', 'sensitive', 'guardrail_intervened', 'incomplete.content_filter'])(
    'is none where a filter stopped the model: %s',
    (rawStopReason) => {
      const text = `Provider stopped with: ${rawStopReason}`;
      expect(countsOf([start, fails(text, { rawStopReason }), end])).toEqual({
        'finish_reason/content_filter': 1,
        ...turn,
      });
    },
  );

  test('after the provider gave a reason is one', () => {
    expect(countsOf([start, fails('terminated', { rawStopReason: 'stop' }), end])).toEqual({ ...cut, ...turn });
  });
});

describe('a tool that fails', () => {
  test('counts once, not for its parent, and as the app says', () => {
    const counts = (tool: PiEvent, translator = pi) =>
      countsOf([start, tool, tool, says(), end], undefined, translator);
    expect(counts(failedTool())).toEqual({ 'tool_error/exec': 1, ...stop, ...turn });
    expect(counts(failedTool({ parentToolCallId: '0' }))).toEqual({ ...stop, ...turn });
    expect(counts(failedTool({ isError: false }))).toEqual({ ...stop, ...turn });
    const given: unknown[] = [];
    const planned = piWith({
      toolError(event) {
        given.push(event);
        return 'planmode';
      },
    });
    expect(counts(failedTool({ toolName: 'edit' }), planned)).toEqual({ 'tool_error/planmode': 1, ...stop, ...turn });
    expect(given[0]).toEqual(failedTool({ toolName: 'edit' }));
    const undecided = piWith({ toolError: () => undefined });
    expect(counts(failedTool(), undecided)).toEqual({ 'tool_error/exec': 1, ...stop, ...turn });
  });
});

test('should never throw, nor count more turns and failures than there are events for', async () => {
  const recorded = (await Promise.all(piScenarios.map((scenario) => run(scenario)))).flatMap(({ seen }) => seen);
  const item = fc.constantFrom(...recorded, says(), failedTool(), { ...end, willRetry: true });
  const broken = fc
    .tuple(item, fc.string(), fc.anything())
    .map(([whole, key, junk]) => ({ ...whole, message: junk, [key]: junk, type: whole.type }));
  fc.assert(
    fc.property(fc.array(fc.oneof(item, broken), { maxLength: 40 }), fc.anything(), (items, error) => {
      const counts = countsOf(items, error);
      const of = (type: string) => items.filter((one) => one.type === type).length;
      const sum = (signal: string) =>
        Object.entries(counts).reduce((all, [token, count]) => all + (token.startsWith(signal) ? (count ?? 0) : 0), 0);
      const turns = counts['turns/total'] ?? 0;
      expect(turns).toBeLessThanOrEqual(of('agent_start') + of('agent_end') + 1);
      expect(sum('provider_error/') + sum('empty_final/')).toBeLessThanOrEqual(turns);
      expect(sum('cache_hit/')).toBeLessThanOrEqual(of('message_end'));
      expect(sum('tool_error/')).toBeLessThanOrEqual(of('tool_execution_end'));
    }),
    { numRuns: 300 },
  );
});
