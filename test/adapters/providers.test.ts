import { readFileSync } from 'node:fs';
import { generateText, registerTelemetry } from 'ai7';
import { MockLanguageModelV4 } from 'ai7/test';
import { NEVER, of } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { aiSdk, aiSdkTelemetry } from '../../src/adapters/aiSdk.js';
import { type PiEvent, pi } from '../../src/adapters/pi.js';
import { wire } from '../../src/adapters/wire.js';
import { memoryStore, startTurntally, type Translator } from '../../src/index.js';
import { countStream } from '../../src/testing/index.js';
import { endpoint } from '../support/endpoint.js';

const providers = ['mock', 'openai', 'test'];
/** What is counted by provider. */
const byProvider = (counts: object) =>
  Object.fromEntries(Object.entries(counts).filter(([token]) => token.includes('.')));
const partsOf = <Item>(translator: Translator<Item>, items: readonly Item[], error?: unknown) =>
  byProvider(countStream(translator, items, error, { providers }));

afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = [];
});

test('aiSdkTelemetry has the provider of each call, and of its failure', async () => {
  const telemetry = startTurntally({
    endpoint,
    providers,
    release: { version: '1.4.0', os: 'linux' },
    consent$: of(true),
    store: memoryStore(),
    launch$: NEVER,
  });
  registerTelemetry(aiSdkTelemetry(telemetry.tap(aiSdk)));
  const stop = { unified: 'stop', raw: 'stop' } as const;
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  const model = (provider: string, work: () => void) =>
    new MockLanguageModelV4({
      provider,
      doGenerate: async () => {
        work();
        return { content: [{ type: 'text', text: 'Hi.' }], finishReason: stop, usage, warnings: [] };
      },
    });
  await generateText({ model: model('mock.responses', () => {}), prompt: 'Why?' });
  const refuse = () => {
    throw Object.assign(new Error('no'), { statusCode: 429 });
  };
  await generateText({ model: model('openai.chat', refuse), prompt: 'Why?', maxRetries: 0 }).catch(() => {});
  const { pending } = await telemetry.inspect();
  await telemetry.stop();
  expect(byProvider(pending[0]?.counters ?? {})).toEqual({
    'finish_reason.mock/stop': 1,
    'provider_error.openai/http_429': 1,
  });
});

const answered = (message: object) => ({
  type: 'message_end',
  message: { role: 'assistant', stopReason: 'stop', content: [{ type: 'text', text: 'Hi.' }], ...message },
});

test('pi has the provider of each message, and of the run that it ends', () => {
  const error = { stopReason: 'error', errorMessage: '429 too many requests', content: [], provider: 'openai' };
  const run = [{ type: 'agent_start' }, answered({ provider: 'test' }), answered(error), { type: 'agent_end' }];
  expect(partsOf(pi, run)).toEqual({ 'finish_reason.test/stop': 1, 'provider_error.openai/http_429': 1 });
  const next = [...run, { type: 'agent_start' }];
  expect(partsOf(pi, next, { status: 503 })).toEqual(partsOf(pi, run));
});

test('wire has the provider that an event of the turn has', () => {
  const usage = { kind: 'usage', usage: { finish_reason: 'stop' }, provider: 'OpenAI' };
  const events = [
    { kind: 'turn_started' },
    usage,
    { kind: 'turn_done', err: 'status 429' },
    { kind: 'turn_started', provider: 'mock' },
    { kind: 'turn_started' },
  ];
  expect(partsOf(wire, events)).toEqual({
    'finish_reason.openai/stop': 1,
    'provider_error.openai/http_429': 1,
    'provider_error.mock/stream_interrupted': 1,
  });
});

test('of the recorded sessions of pi, every finish reason and error has a provider', () => {
  const lines = readFileSync('examples/pi.jsonl', 'utf8').trim().split('\n');
  const total: Record<string, number> = {};
  let items: PiEvent[] = [];
  const end = (error?: unknown): void => {
    const counts = countStream(pi, items, error, { providers });
    for (const [token, count] of Object.entries(counts)) total[token] = (total[token] ?? 0) + count;
    items = [];
  };
  for (const line of lines.map((text) => JSON.parse(text))) {
    if (line.end) end(line.end.error);
    else items.push(line);
  }
  end();
  const failed = Object.entries(total).filter(([token]) => /^(finish_reason|provider_error)\//.test(token));
  expect(failed.length).toBeGreaterThan(4);
  expect(failed.filter(([token, count]) => total[token.replace('/', '.test/')] !== count)).toEqual([]);
});
