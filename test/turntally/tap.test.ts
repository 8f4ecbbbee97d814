import { concat, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { AgentEvent, Counters, Translator } from '../../src/index.js';
import { keptIn, toolFailed, turnDone, turns, world } from '../support/world.js';

const started: AgentEvent = { kind: 'turn_started' };
const failing = (error: unknown): Observable<never> => throwError(() => error);

/** What is stored once a stream is over, without a turn of waiting. */
async function countsOf(events$: Observable<AgentEvent>, drop = false): Promise<Counters> {
  const { telemetry, clock, store } = world();
  const subscription = events$.pipe(telemetry.tap()).subscribe({ error: () => {} });
  if (drop) subscription.unsubscribe();
  await clock.advance(0);
  return keptIn(await store.read());
}

describe('a turn that is open when its stream ends is done then', () => {
  test.each<[string, Observable<AgentEvent>, Counters]>([
    ['completed', of(started, toolFailed), { 'tool_error/exec': 1, 'turns/total': 1 }],
    [
      'failed',
      concat(of(started), failing(new Error('status 429'))),
      { 'provider_error/http_429': 1, 'turns/total': 1 },
    ],
    [
      'failed with a status',
      concat(of(started), failing({ status: 503 })),
      { 'provider_error/http_5xx': 1, 'turns/total': 1 },
    ],
    [
      'failed with a text',
      concat(of(started), failing('unexpected EOF')),
      { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    ],
    ['cancelled', concat(of(started), failing(new DOMException('stop', 'AbortError'))), { 'turns/total': 1 }],
    ['completed after its end', of(started, turnDone), { 'turns/total': 1 }],
    ['failed after its end', concat(of(started, turnDone), failing('eof')), { 'turns/total': 1 }],
    ['failed without a turn', failing('eof'), {}],
    ['completed without a turn', of(toolFailed), { 'tool_error/exec': 1 }],
    [
      'failed in the second turn',
      concat(of(started, turnDone, started), failing('eof')),
      { 'provider_error/stream_interrupted': 1, 'turns/total': 2 },
    ],
  ])('%s', async (_, events$, counters) => expect(await countsOf(events$)).toEqual(counters));

  test('dropped', async () => {
    expect(await countsOf(concat(of(started, toolFailed), NEVER), true)).toEqual({
      'tool_error/exec': 1,
      'turns/total': 1,
    });
    expect(await countsOf(concat(of(started, turnDone), NEVER), true)).toEqual({ 'turns/total': 1 });
  });
});

test('should save what was counted as soon as a stream ends, with no turn to close', async () => {
  expect(await countsOf(of(toolFailed))).toEqual({ 'tool_error/exec': 1 });
});

test('should count several streams at once, each with its own turn', async () => {
  const { telemetry, clock, store } = world();
  const streams = [1, 2, 3].map(() => new Subject<AgentEvent>());
  for (const stream of streams) stream.pipe(telemetry.tap()).subscribe({ error: () => {} });
  for (const stream of streams) stream.next(started);
  streams[0]?.next(turnDone);
  for (const stream of streams) stream.error('timeout');
  await clock.advance(0);
  expect(keptIn(await store.read())).toEqual({ 'provider_error/timeout': 2, 'turns/total': 3 });
});

test('should count what a translator makes of a stream of anything', async () => {
  const { telemetry, clock, store } = world();
  const numbers: Translator<number> = () => {
    let sum = 0;
    return {
      next: (n) => {
        sum += n;
        return n < 0 ? [{ kind: 'tool_result', tool: { err: 'permission' } }, { kind: 'compaction_done' }] : [];
      },
      end: (error) => (sum > 0 ? [{ kind: 'turn_done', ...(error ? { err: 'status 500' } : {}) }] : []),
    };
  };
  const seen: number[] = [];
  concat(of(5, -1, 3), failing('x'))
    .pipe(telemetry.tap(numbers))
    .subscribe({ next: (n) => seen.push(n), error: () => {} });
  of(-7).pipe(telemetry.tap(numbers)).subscribe();
  await clock.advance(0);
  expect(seen).toEqual([5, -1, 3]);
  expect(keptIn(await store.read())).toEqual({
    'tool_error/permission': 2,
    'compaction/total': 2,
    'provider_error/http_5xx': 1,
    'turns/total': 1,
  });
});

test('should count extra signals and built-in ones by hand, and call anything else a fault', async () => {
  const { telemetry, clock, store } = world({ extraSignals: { plan: ['free', 'pro'] } });
  const count = telemetry.count as (token: unknown) => void;
  for (const token of ['plan/pro', 'plan/pro', 'turns/total']) count(token);
  for (const token of ['plan/gold', 'plan', '', '__proto__', 'toString', null, undefined, 7, {}, Symbol('x')])
    count(token);
  await clock.advance(5000);
  expect(keptIn(await store.read())).toEqual({ 'plan/pro': 2, 'turns/total': 1 });
  let faults = 0;
  telemetry.status$.subscribe((status) => (faults = status.faults)).unsubscribe();
  expect(faults).toBe(10);
});

test('should not count after stop, nor throw', async () => {
  const { telemetry, clock, store } = world();
  turns(telemetry, 1);
  const stream = new Subject<AgentEvent>();
  stream.pipe(telemetry.tap()).subscribe();
  await clock.run(telemetry.stop());
  turns(telemetry, 5);
  telemetry.count('turns/total');
  stream.next(turnDone);
  stream.complete();
  of(started).pipe(telemetry.tap()).subscribe();
  await clock.advance(60_000);
  expect(keptIn(await store.read())).toEqual({ 'turns/total': 1 });
});
