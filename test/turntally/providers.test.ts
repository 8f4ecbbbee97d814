import fc from 'fast-check';
import { from, Observable, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import type { AgentEvent, Counters, Translator } from '../../src/index.js';
import { limits } from '../../src/protocol/index.js';
import { addTo } from '../../src/reducers/counters.js';
import { agentSignals, tokensOf, withExtraSignals } from '../../src/signals.js';
import { answer, counted, countersIn, problem, type Reply, turnDone, world } from '../support/world.js';

const providers = ['openai', 'anthropic', 'other'];
const failed = (provider?: string): AgentEvent => ({
  kind: 'turn_done',
  err: { status: 429 },
  ...(provider !== undefined && { provider }),
});
const stopped = (provider: string): AgentEvent => ({ kind: 'usage', usage: { finishReason: 'stop' }, provider });

/** All that the posts that were counted contain. */
const sums = (bodies: readonly string[]): Counters =>
  bodies.reduce((sum, body) => addTo(sum, countersIn(body)), {} as Counters);

test('should count finish reasons and errors by provider, too, in the same tally and the same batch', async () => {
  const { telemetry, posts, flush } = world({ providers });
  telemetry.record(stopped('openai.responses'));
  telemetry.record(failed('OpenAI'));
  telemetry.record(failed('mistral'));
  telemetry.record(failed());
  await flush();
  expect(posts.map(({ body }) => countersIn(body))).toEqual([
    {
      'finish_reason/stop': 1,
      'finish_reason.openai/stop': 1,
      'provider_error/http_429': 3,
      'provider_error.openai/http_429': 1,
      'provider_error.other/http_429': 1,
      'turns/total': 3,
    },
  ]);
});

test('should count nothing by provider unless providers are listed', async () => {
  const { telemetry, posts, flush } = world();
  telemetry.record(failed('openai'));
  await flush();
  expect(posts.map(({ body }) => countersIn(body))).toEqual([{ 'provider_error/http_429': 1, 'turns/total': 1 }]);
});

const oneFailure: Translator<unknown> = () => ({
  next: () => [{ kind: 'usage', usage: { finishReason: 'stop' }, provider: 'mistral' }],
  end: (error) => [{ kind: 'turn_done', err: error as string }],
});

test('tap should count all of a stream by the provider that it is given, whatever the events say', async () => {
  const { telemetry, posts, flush } = world({ providers });
  throwError(() => ({ status: 429 }))
    .pipe(telemetry.tap(oneFailure, { provider: 'anthropic' }))
    .subscribe({ error: () => {} });
  of(1)
    .pipe(telemetry.tap(oneFailure, { provider: 'anthropic' }))
    .subscribe();
  of(stopped('mistral'))
    .pipe(telemetry.tap(undefined, { provider: 'openai' }))
    .subscribe();
  await flush();
  expect(sums(posts.map(({ body }) => body))).toEqual({
    'provider_error/http_429': 1,
    'provider_error.anthropic/http_429': 1,
    'finish_reason/stop': 2,
    'finish_reason.anthropic/stop': 1,
    'finish_reason.openai/stop': 1,
    'turns/total': 2,
  });
});

test('a turn that its stream cuts should have the provider that it started with', async () => {
  const { telemetry, posts, flush } = world({ providers });
  const started: AgentEvent = { kind: 'turn_started', provider: 'openai' };
  const hostile = Object.defineProperty({ kind: 'turn_started' }, 'provider', {
    get: () => {
      throw new Error('no');
    },
  }) as AgentEvent;
  for (const event of [started, hostile]) {
    new Observable<AgentEvent>((subscriber) => {
      subscriber.next(event);
      subscriber.error('status 503');
    })
      .pipe(telemetry.tap())
      .subscribe({ error: () => {} });
  }
  await flush();
  expect(sums(posts.map(({ body }) => body))).toEqual({
    'provider_error/http_5xx': 2,
    'provider_error.openai/http_5xx': 1,
    'turns/total': 2,
  });
});

test('record should take nothing but the event, as a callback of forEach', async () => {
  const { telemetry, posts, flush } = world({ providers });
  [failed('openai'), failed('openai')].forEach(telemetry.record);
  await flush();
  expect(sums(posts.map(({ body }) => body))['provider_error.openai/http_429' as keyof Counters]).toBe(2);
});

const names = fc.oneof(
  fc.constantFrom('openai', 'Anthropic', 'anthropic.messages', 'mistral', 'xai'),
  fc.string({ minLength: 1 }),
);
const finishReason = fc.constantFrom(...agentSignals.finish_reason);
const status = fc.constantFrom(400, 401, 429, 503, undefined);
/** Each carries a provider. */
const carrying: fc.Arbitrary<AgentEvent> = fc.oneof(
  fc
    .record({ provider: names, finishReason })
    .map(({ provider, finishReason }) => ({ kind: 'usage' as const, usage: { finishReason }, provider })),
  fc
    .record({ provider: names, status })
    .map(({ provider, status }) => ({ kind: 'turn_done' as const, provider, ...(status && { err: { status } }) })),
);
/** Void, void for some counters, lost, or counted. */
const replies = fc.array(
  fc.constantFrom<Reply>(
    counted,
    problem(400, { void: true, status: 400 }),
    answer(503),
    problem(429, { void: true, status: 429 }),
  ),
  { maxLength: 6 },
);

test('should sum up over providers to the total, through any refusals, losses and batches', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(carrying, { maxLength: 60 }), replies, async (events, given) => {
      const bodies = new Map<string, string>();
      const scripted = given.map(
        (reply): Reply =>
          async (post) => {
            const response = await reply(post);
            if (response.status === 202) bodies.set(post.id, post.body);
            return response;
          },
      );
      const last: Reply = (post) => {
        bodies.set(post.id, post.body);
        return new Response(null, { status: 202 });
      };
      const { telemetry, flush, clock } = world({ providers, replies: [...scripted, last] });
      from(events).pipe(telemetry.tap()).subscribe();
      for (let launch = 0; launch < 8; launch++) {
        await flush();
        await clock.advance(25 * 3_600_000);
      }
      const { lost } = await clock.run(telemetry.inspect());
      fc.pre(Object.keys(lost).length === 0);
      const total = sums([...bodies.values()]) as Readonly<Record<string, number>>;
      expect(total['turns/total'] ?? 0).toBe(events.filter(({ kind }) => kind === 'turn_done').length);
      for (const signal of ['finish_reason', 'provider_error'] as const) {
        for (const bucket of agentSignals[signal]) {
          const parts = providers.map((provider) => total[`${signal}.${provider}/${bucket}`] ?? 0);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total[`${signal}/${bucket}`] ?? 0);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('should send more counters than fit into one batch in several, and each once', async () => {
  const { telemetry, posts, flush } = world({ providers });
  const all = [...tokensOf(withExtraSignals({}, providers))].filter((token) => /^(turns|finish|provider)/.test(token));
  for (const provider of ['openai', 'anthropic', 'mistral']) {
    for (const finishReason of agentSignals.finish_reason) {
      telemetry.record({ kind: 'usage', usage: { finishReason, cacheHitTokens: 1, cacheMissTokens: 0 }, provider });
    }
    for (const bucket of agentSignals.provider_error)
      telemetry.record({ kind: 'turn_done', err: { class: bucket }, provider });
  }
  for (const miss of [0.5, 0.1, 0.03, 1e9]) {
    telemetry.record({ kind: 'usage', usage: { cacheHitTokens: 1, cacheMissTokens: miss } });
  }
  for (const err of ['EACCES', 'timed out', 'plan mode', 'a hook', 'x'])
    telemetry.record({ kind: 'tool_result', tool: { err } });
  telemetry.record({ kind: 'compaction_done' });
  telemetry.record({ kind: 'notice', code: 'empty_final' });
  telemetry.record(turnDone);
  await flush();
  expect(posts.length).toBe(2);
  for (const { body } of posts) expect(Object.keys(countersIn(body)).length).toBeLessThanOrEqual(limits.counters);
  const total = sums(posts.map(({ body }) => body)) as Readonly<Record<string, number>>;
  expect(all.filter((token) => total[token] === undefined)).toEqual([]);
  expect(total['provider_error/http_429']).toBe(3);
  expect(total['provider_error.other/http_429']).toBe(1);
});

test('should put no text of a provider into a payload but the listed names', async () => {
  const listed = new Set(tokensOf(withExtraSignals({}, providers)));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.anything()), { maxLength: 20 }), async (texts) => {
      const { telemetry, posts, flush } = world({ providers });
      for (const provider of texts) {
        telemetry.record({ ...failed(), provider } as AgentEvent);
        telemetry.record({ kind: 'usage', usage: { finishReason: 'stop' }, provider } as AgentEvent);
      }
      await flush();
      for (const { body } of posts) {
        for (const token of Object.keys(countersIn(body))) expect(listed.has(token)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});
