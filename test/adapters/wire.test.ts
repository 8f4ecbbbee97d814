import { concat, from, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { wire, wireWith } from '../../src/adapters/wire.js';
import type { Counters } from '../../src/index.js';
import { counting } from './support/counting.js';

type Event = { readonly kind: string; readonly [field: string]: unknown };

async function countsOf(events: readonly Event[], translator = wire): Promise<Counters> {
  const { telemetry, counts, faults } = counting();
  from(events).pipe(telemetry.tap(translator)).subscribe();
  expect(faults()).toBe(0);
  return counts();
}

const started = { kind: 'turn_started' };
const done = { 'turns/total': 1 };

describe('an event over a wire', () => {
  test.each<[string, Event, Counters]>([
    ['camel case', { kind: 'usage', usage: { cacheHitTokens: 90, cacheMissTokens: 10 } }, { 'cache_hit/80_95': 1 }],
    ['snake case', { kind: 'usage', usage: { cache_hit_tokens: 90, cache_miss_tokens: 10 } }, { 'cache_hit/80_95': 1 }],
    ['a reason, camel', { kind: 'usage', usage: { finishReason: 'max_tokens' } }, { 'finish_reason/length': 1 }],
    ['a reason, snake', { kind: 'usage', usage: { finish_reason: 'end_turn' } }, { 'finish_reason/stop': 1 }],
    ['a kind in camel case', { kind: 'turnDone' }, done],
    ['a compaction', { kind: 'compactionDone' }, { 'compaction/total': 1 }],
    ['half of a usage', { kind: 'usage', usage: { cacheHitTokens: 90 } }, {}],
    ['no usage', { kind: 'usage' }, {}],
    ['a tool that fails', { kind: 'tool_result', tool: { err: 'exit status 1' } }, { 'tool_error/exec': 1 }],
    [
      'a tool that fails, as an error',
      { kind: 'toolResult', tool: { err: { code: 'ETIMEDOUT' } } },
      { 'tool_error/timeout': 1 },
    ],
    ['a tool that does not', { kind: 'tool_result', tool: { output: 'permission' } }, {}],
    [
      'a turn that fails',
      { kind: 'turn_done', err: 'status 429: slow down' },
      { 'provider_error/http_429': 1, ...done },
    ],
    ['a turn that is cancelled', { kind: 'turn_done', err: 'context canceled' }, done],
    ['a notice by its code', { kind: 'notice', code: 'empty_final' }, { 'empty_final/total': 1 }],
    ['by its text', { kind: 'notice', text: 'empty final answer blocked: again' }, { 'empty_final/total': 1 }],
    ['by its detail', { kind: 'notice', detail: 'empty final answer blocked' }, { 'empty_final/total': 1 }],
    ['another notice', { kind: 'notice', code: 'x', text: 'an empty final answer blocked' }, {}],
    ['a dispatch', { kind: 'tool_dispatch', tool: { err: 'not yet' } }, {}],
    ['no event', { kind: 'prompt', text: 'reset' }, {}],
  ])('%s', async (_, event, counters) => expect(await countsOf([event])).toEqual(counters));

  test.each<[string, number]>([
    ['executor', 1],
    ['planner', 1],
    ['subagent', 0],
    ['compaction', 0],
    ['title', 0],
    ['anything new', 0],
  ])('a model call for %s', async (source, counted) => {
    const usage = { source, cacheHitTokens: 90, cacheMissTokens: 10, finishReason: 'stop' };
    expect(await countsOf([{ kind: 'usage', usage }])).toEqual(
      counted ? { 'cache_hit/80_95': 1, 'finish_reason/stop': 1 } : {},
    );
  });

  test('a call that is not complete yet, or shown again, does not count', async () => {
    const tool = { name: 'look', err: 'exit status 1' };
    const events = ['tool_dispatch', 'tool_result'].flatMap((kind) => [
      { kind, tool: { ...tool, partial: true } },
      { kind, tool: { ...tool, refreshed: true } },
    ]);
    expect(await countsOf([...events, { kind: 'tool_result', tool }])).toEqual({ 'tool_error/exec': 1 });
  });

  test('the app says what the failure of a tool means', async () => {
    const translator = wireWith({ toolError: (err) => (err === 'E_PLAN' ? 'planmode' : undefined) });
    const events = ['E_PLAN', 'blocked by a hook'].map((err) => ({ kind: 'tool_result', tool: { err } }));
    expect(await countsOf(events, translator)).toEqual({ 'tool_error/planmode': 1, 'tool_error/hook': 1 });
  });
});

test('an app whose toolError throws leaves that failure to the adapter', async () => {
  const translator = wireWith({
    toolError() {
      throw new Error('mine');
    },
  });
  const { telemetry, counts, faults } = counting();
  const events = [started, { kind: 'tool_result', tool: { err: 'no' } }, { kind: 'turn_done' }];
  const seen: unknown[] = [];
  from(events)
    .pipe(telemetry.tap(translator))
    .subscribe((event) => seen.push(event));
  expect(seen).toEqual(events);
  expect([await counts(), faults()]).toEqual([{ 'tool_error/exec': 1, ...done }, 0]);
});

describe('a turn that is open when the wire is cut', () => {
  test.each<[string, Observable<Event>, Counters]>([
    ['it ends', of(started), { 'provider_error/stream_interrupted': 1, ...done }],
    [
      'it fails',
      concat(
        of(started),
        throwError(() => ({ status: 503 })),
      ),
      { 'provider_error/http_5xx': 1, ...done },
    ],
    ['it had ended', of(started, { kind: 'turn_done' }), done],
    ['it was not open', of({ kind: 'text' }), {}],
  ])('%s', async (_, events$, counters) => {
    const { telemetry, counts } = counting();
    events$.pipe(telemetry.tap(wire)).subscribe({ error: () => {} });
    expect(await counts()).toEqual(counters);
  });

  test.each<[string, readonly Event[], Counters]>([
    [
      'another starts',
      [started, started, { kind: 'turn_done' }],
      { 'provider_error/stream_interrupted': 1, 'turns/total': 2 },
    ],
    [
      'the one before had ended',
      [started, { kind: 'turn_done' }, started, { kind: 'turn_done' }],
      { 'turns/total': 2 },
    ],
    [
      'what happens then is of the one that started',
      [started, started, { kind: 'turn_done', err: 'status 429' }],
      {
        'provider_error/stream_interrupted': 1,
        'provider_error/http_429': 1,
        'turns/total': 2,
      },
    ],
  ])('on a wire that never ends: %s', async (_, events, counters) => {
    const { telemetry, counts } = counting();
    concat(of(...events), NEVER)
      .pipe(telemetry.tap(wire))
      .subscribe();
    expect(await counts()).toEqual(counters);
  });

  test('a turn within a turn, on the same wire: two turns, though the outer one is taken for cut', async () => {
    const ended = { kind: 'turn_done' };
    const interrupted = { 'provider_error/stream_interrupted': 1 };
    expect(await countsOf([started, started, ended, ended])).toEqual({ ...interrupted, 'turns/total': 2 });
    const next = [started, ended];
    expect(await countsOf([started, started, ended, ended, ...next])).toEqual({ ...interrupted, 'turns/total': 3 });
  });

  test('turns of subagents on a wire of their own are counted by no one twice', async () => {
    // One wire an agent: each translator is of one stream.
    const { telemetry, counts } = counting();
    const main = new Subject<Event>();
    const sub = new Subject<Event>();
    main.pipe(telemetry.tap(wire)).subscribe();
    sub.pipe(telemetry.tap(wire)).subscribe();
    for (const events$ of [main, sub]) events$.next(started);
    for (const events$ of [sub, main]) events$.next({ kind: 'turn_done' });
    for (const events$ of [sub, main]) events$.complete();
    expect(await counts()).toEqual({ 'turns/total': 2 });
  });

  test('an app that leaves cancels it', async () => {
    const { telemetry, counts } = counting();
    concat(of(started), NEVER).pipe(telemetry.tap(wire)).subscribe().unsubscribe();
    expect(await counts()).toEqual(done);
  });
});
