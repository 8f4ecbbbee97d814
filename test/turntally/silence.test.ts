import { Observable, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Platform } from '../../src/index.js';
import { compacted, settle, silence, turnDone, turns, world } from '../support/world.js';

function fail(): never {
  throw new Error('the world');
}
const rejecting = (): Promise<never> => Promise.reject(new Error('the world'));

const heard: unknown[] = [];
const hear = (...what: unknown[]): void => void heard.push(what);

beforeEach(() => {
  heard.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation(hear);
  }
  process.on('unhandledRejection', hear);
  process.on('uncaughtException', hear);
});
afterEach(() => {
  process.off('unhandledRejection', hear);
  process.off('uncaughtException', hear);
  vi.restoreAllMocks();
});

const failing$ = throwError(() => new Error('the world'));
const throwing$ = new Observable<never>(fail);
const parts: [string, Partial<Platform>][] = [
  ['fetch that throws', { fetch: fail }],
  ['fetch that rejects', { fetch: rejecting }],
  ['fetch that rejects with nothing', { fetch: () => Promise.reject() }],
  ['fetch that answers nothing', { fetch: async () => undefined as never }],
  ['fetch that answers an empty object', { fetch: async () => ({}) as never }],
  [
    'fetch whose answer throws',
    { fetch: async () => new Proxy({}, { get: (_, key) => (key === 'then' ? undefined : fail()) }) as never },
  ],
  ['fetch that never answers', { fetch: () => new Promise(() => {}) }],
  [
    'a body that fails',
    {
      fetch: async () =>
        new Response(new ReadableStream({ pull: fail }), {
          status: 400,
          headers: { 'content-type': 'application/problem+json' },
        }),
    },
  ],
  ['locks that throw', { locks: { request: fail } }],
  ['locks that reject', { locks: { request: rejecting } }],
  ['locks that never answer', { locks: { request: () => new Promise<never>(() => {}) } }],
  ['random that throws', { random: fail }],
  ['random that is not a number', { random: () => Number.NaN }],
  ['newId that throws', { newId: fail }],
  ['hidden$ that fails', { hidden$: failing$ }],
  ['hidden$ that throws', { hidden$: throwing$ }],
  ['idle$ that fails', { idle$: failing$ }],
  ['idle$ that throws', { idle$: throwing$ }],
  ['online that throws', { online: fail }],
];

describe('a hostile world', () => {
  test.each(parts)('%s', async (_, platform) => {
    const { telemetry, clock, consent$, idle$ } = world({ platform, replies: [silence], backoff: { attempts: 3 } });
    telemetry.status$.subscribe(hear);
    heard.length = 0;
    turns(telemetry, 3);
    telemetry.record(null as never);
    telemetry.count('turns/total');
    of(turnDone, compacted).pipe(telemetry.tap()).subscribe();
    idle$.next();
    const flushed = telemetry.flush();
    const inspected = telemetry.inspect();
    await clock.advance(120_000);
    for (const answer of [undefined, true, false, true]) {
      consent$.next(answer);
      turns(telemetry, 2);
      await clock.advance(60_000);
    }
    if (!('locks' in platform)) await flushed;
    await inspected;
    const again = telemetry.flush();
    const stopped = telemetry.stop();
    await clock.run(stopped);
    await again;
    await flushed;
    turns(telemetry, 2);
    telemetry.count('turns/total');
    await clock.advance(120_000);
    await clock.run(telemetry.flush());
    await clock.run(telemetry.inspect());
    await clock.run(telemetry.stop());
    await settle(30);
    expect(heard.filter((what) => !(Array.isArray(what) && isStatus(what[0])))).toEqual([]);
  });
});

const isStatus = (value: unknown): boolean => typeof value === 'object' && value !== null && 'faults' in value;
