import { NEVER, Observable, of, Subject } from 'rxjs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memoryStore, OptionError, type OwnConsentOptions, startTurntally } from '../../src/index.js';
import { browserPlatform } from '../../src/platform.js';
import { versionRule } from '../../src/protocol/index.js';
import { Clock, compacted, endpoint, settle, turnDone, turns, world } from '../support/world.js';
import { databaseNames, freshIndexedDB } from '../support/worldDatabases.js';

const release = { version: '1.4.0' };
const right = (): OwnConsentOptions => ({ endpoint, release, consent$: NEVER, store: memoryStore(), launch$: NEVER });

const throwing = () => {
  throw new Error('not known');
};
const returning = (...values: unknown[]) => values.map((value) => () => value);
const notDelays = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 2 ** 31];
const delay = 'must be an integer from 0 to 2147483647';
const wrong: [option: string, reason: string, values: unknown[]][] = [
  [
    'endpoint',
    'must be an https URL',
    [undefined, null, '', 7, 'http://', 'ftp://example.com', 'file:///x', 'javascript:1', {}],
  ],
  [
    'endpoint',
    'must not contain a user name or password',
    [
      'https://user:password@example.com/v1/metrics',
      'https://user@example.com/v1/metrics',
      'https://:password@example.com/',
    ],
  ],
  [
    'release.version',
    versionRule,
    [
      ...[
        undefined,
        '',
        ' ',
        'v 1',
        '-1',
        'x'.repeat(65),
        1,
        {},
        '1.0\n',
        'abc',
        '1.2.3.4.5',
        '123456',
        '1.',
        '1.4.0+7',
      ],
      ...['1.4.0-', '1.4.0-beta.2.1', '1.4.0-beta.20261', '1.4.0-abcdefghijk', '1.4.0-7', '1.4.0_1', '1.4.0-rc-1'],
    ],
  ],
  ['release.os', 'must be one of linux, macos, windows, android, ios, other', ['beos', '', 7, null]],
  ['consent$', 'must be an Observable', [undefined, null, true, {}, () => of(true)]],
  ['launch$', 'must be an Observable', [null, 7, 'idle', {}]],
  [
    'platform.os',
    'must be one of linux, macos, windows, android, ios, other',
    [...returning('Linux 6.1', '', 7, null), throwing],
  ],
  [
    'platform.newId',
    'must return 16 to 64 characters of 0-9 a-z A-Z _ -',
    returning('short', 'x'.repeat(65), 'jane@example.com, a person', '2026-05-20T12:00:00.000Z', 7, undefined),
  ],
  ['oncePerDay', 'must be a boolean', ['yes', 0, 1, null]],
  ['store', 'must be a LedgerStore', [null, 7, {}]],
  ['enabled', 'must be a boolean', ['yes', 0, 1, null]],
  ['name', 'must be a non-empty string', ['', 7, null, {}]],
  ['backoff.attempts', 'must be an integer from 1 to 2147483647', [0, ...notDelays]],
  ['backoff.baseMs', delay, notDelays],
  ['backoff.capMs', delay, notDelays],
  ['launchJitterMs', delay, notDelays],
  ['timeoutMs', delay, notDelays],
  ['maxUnsavedMs', delay, notDelays],
  ['extraSignals', 'must be an object of arrays', [7, 'plan', null]],
  [
    'extraSignals',
    'contains "Jane Doe", which must match /^[a-z0-9_]{1,32}$/',
    [{ 'Jane Doe': ['total'] }, { plan: ['free'], 'Jane Doe': ['total'] }],
  ],
  [
    'extraSignals.plan',
    'contains "jane@example.com", which must match /^[a-z0-9_]{1,32}$/',
    [['jane@example.com'], ['free', 'jane@example.com']],
  ],
  ['extraSignals.plan', 'contains "free" twice', [['free', 'pro', 'free']]],
  ['extraSignals', 'contains "turns", which is a built-in signal', [{ turns: ['total'] }]],
  ['extraSignals.plan', 'must be a non-empty array', [[], 'x']],
  ['providers', 'must be a non-empty array', [[], 'openai', null, 7, {}]],
  ['providers', 'contains "jane@example.com", which must match /^[a-z0-9_]{1,17}$/', [['openai', 'jane@example.com']]],
];

function thrownBy(options: unknown): unknown {
  try {
    startTurntally(options as OwnConsentOptions);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a wrong option throws an OptionError that names it and what it takes', () => {
  const cases = wrong.flatMap(([option, reason, values]) => values.map((value) => [option, reason, value] as const));

  test.each(cases)('%s %s: %j', (option, reason, value) => {
    const [outer = '', inner] = option.split('.');
    const given = { ...right(), release: { ...release }, backoff: {} } as Record<string, unknown>;
    given[outer] = inner === undefined ? value : { ...(given[outer] as object), [inner]: value };
    const error = thrownBy(given);
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ option, reason, message: `turntally: ${option} ${reason}` });
  });

  test.each([undefined, null, 7, 'x', {}])('no options at all: %j', (options) => {
    expect(thrownBy(options)).toMatchObject({ option: 'endpoint' });
  });

  test.each([undefined, null, ''])('a missing endpoint is not resolved against the page: %j', (none) => {
    vi.stubGlobal('location', { href: 'https://app.example.com/chat' });
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect(thrownBy({ ...right(), endpoint: none })).toMatchObject({ option: 'endpoint' });
    expect(() => startTurntally({ ...right(), endpoint: '/v1/metrics' })).not.toThrow();
  });

  test.each(['/v1/metrics', 'v1/metrics', '../metrics'])(
    'a relative endpoint is right where there is no page: %s',
    (endpoint) => {
      expect(() => startTurntally({ ...right(), endpoint })).not.toThrow();
    },
  );

  test('a relative endpoint that is not resolved is posted to nowhere', async () => {
    const { telemetry, clock, posts } = world({ endpoint: '/v1/metrics', platform: { fetch } });
    telemetry.record(turnDone);
    expect(await clock.run(telemetry.flush())).toMatchObject({ held: 1, delivered: 0 });
    expect(posts).toEqual([]);
  });

  test('a relative endpoint is right where nothing is counted, whatever the address of the page', () => {
    vi.stubGlobal('location', { href: 'about:srcdoc' });
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect(() => startTurntally({ ...right(), endpoint: '/v1/metrics', enabled: false })).not.toThrow();
    expect(thrownBy({ ...right(), endpoint: '/v1/metrics' })).toMatchObject({ option: 'endpoint' });
  });

  test('no release', () => {
    expect(thrownBy({ ...right(), release: undefined })).toMatchObject({ option: 'release.version' });
  });

  test('also with enabled: false', () => {
    expect(thrownBy({ ...right(), enabled: false, timeoutMs: -1 })).toMatchObject({ option: 'timeoutMs' });
  });
});

test.each<[string, Partial<OwnConsentOptions>]>([
  ['a URL object', { endpoint: new URL(endpoint) }],
  ['http', { endpoint: 'http://localhost:8787/v1/metrics' }],
  ['an @ in a path', { endpoint: 'https://example.com/@app/metrics?for=a@b' }],
  ['an address', { endpoint: 'http://[::1]:8787' }],
  ['the longest version', { release: { version: '99999.99999.99999.99999-abcdefghij.9999' } }],
  ['an os', { release: { version: '1', os: 'ios' } }],
  ['no waiting', { launchJitterMs: 0, timeoutMs: 0, maxUnsavedMs: 0, backoff: { attempts: 1, baseMs: 0, capMs: 0 } }],
  ['options that are undefined', { launch$: undefined, store: undefined } as object],
  ['options that are empty', { backoff: {}, platform: {}, extraSignals: {} }],
])('should take %s', async (_, options) => {
  const telemetry = startTurntally({ ...right(), ...options });
  await telemetry.stop();
});

test('should report the operating system that is given, else the one that is detected', async () => {
  const cases: [Partial<OwnConsentOptions>, string][] = [
    [{ release: { version: '1', os: 'macos' } }, 'macos'],
    [{ platform: { os: () => 'android' } }, 'android'],
  ];
  for (const [options, os] of cases) {
    const { telemetry, flush, posts } = world(options);
    turns(telemetry, 1);
    await flush();
    expect(JSON.parse(posts[0]?.body ?? '{}').os).toBe(os);
  }
  expect(['linux', 'macos', 'windows', 'other']).toContain(browserPlatform.os());
});

describe('enabled: false', () => {
  test('should subscribe to nothing, store nothing and send nothing', async () => {
    freshIndexedDB();
    const subscribed = vi.fn();
    const untouched = <T>(): Observable<T> => new Observable<T>(subscribed);
    const store = memoryStore();
    const calls = (['append', 'read', 'apply', 'close'] as const).map((method) => vi.spyOn(store, method));
    const fetched = vi.fn(() => Promise.reject(new Error('no')));
    const { telemetry, clock } = world({
      enabled: false,
      consent$: untouched(),
      launch$: untouched(),
      store,
      platform: { fetch: fetched, hidden$: untouched(), idle$: untouched() },
    });
    turns(telemetry, 100);
    telemetry.count('turns/total');
    telemetry.count('no/token' as never);
    telemetry.record(null as never);
    const items = [compacted, { kind: 'text' } as const];
    const seen: unknown[] = [];
    of(...items)
      .pipe(telemetry.tap())
      .subscribe((item) => seen.push(item));
    expect(seen).toEqual(items);
    await clock.advance(60_000);
    expect(await clock.run(telemetry.flush())).toEqual({
      skipped: 'consent',
      delivered: 0,
      foldedBack: 0,
      held: 0,
      lost: 0,
    });
    expect(await clock.run(telemetry.inspect())).toMatchObject({
      pending: [],
      next: [],
      lost: {},
      delivery: { failures: 0 },
    });
    await clock.run(telemetry.stop());
    await clock.run(telemetry.stop());
    expect(subscribed).not.toHaveBeenCalled();
    expect(fetched).not.toHaveBeenCalled();
    for (const call of calls) expect(call).not.toHaveBeenCalled();
    expect(await databaseNames()).toEqual([]);
  });

  test('should be off, and stay so', async () => {
    const { telemetry, clock } = world({ enabled: false });
    const states: string[] = [];
    telemetry.status$.subscribe(({ state }) => states.push(state));
    turns(telemetry, 3);
    await clock.advance(1000);
    expect(new Set(states)).toEqual(new Set(['off']));
  });
});

describe('launch$', () => {
  test('should flush once by default, when the page is idle', async () => {
    const { telemetry, clock, posts, idle$ } = world();
    turns(telemetry, 1);
    await clock.advance(3_600_000);
    expect(posts).toEqual([]);
    idle$.next();
    await clock.advance(0);
    expect(posts).toHaveLength(1);
  });

  test('should send what a former session left before anything else is counted', async () => {
    const { telemetry, clock, start, idle$, posts } = world();
    turns(telemetry, 2);
    await clock.run(telemetry.stop());
    start({ release: { version: '2.0.0' } });
    idle$.next();
    await clock.advance(0);
    expect(posts.map(({ body }) => JSON.parse(body).version)).toEqual(['1.4.0']);
  });

  test('should ignore a launch that begins while another is under way, and heed the next', async () => {
    const launch$ = new Subject<void>();
    const { telemetry, clock, posts } = world({
      launch$,
      replies: [() => new Promise((resolve) => replies.push(resolve))],
    });
    const replies: ((response: Response) => void)[] = [];
    const answer = async (): Promise<void> => {
      replies.shift()?.(new Response(null, { status: 202 }));
      await clock.advance(0);
    };
    turns(telemetry, 1);
    await clock.advance(0);
    launch$.next();
    launch$.next();
    await clock.advance(0);
    launch$.next();
    await clock.advance(0);
    expect(posts).toHaveLength(1);
    await answer();
    turns(telemetry, 1);
    await clock.advance(0);
    expect(posts).toHaveLength(1);
    launch$.next();
    await clock.advance(0);
    expect(posts).toHaveLength(2);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(2);
    await answer();
  });

  test('should go on counting when launch$ fails', async () => {
    const launch$ = new Subject<void>();
    const { telemetry, clock, store, flush } = world({ launch$ });
    launch$.error(new Error('theirs'));
    turns(telemetry, 1);
    await clock.advance(0);
    expect((await store.read()).pending).toHaveLength(1);
    expect(await flush()).toMatchObject({ delivered: 1 });
  });

  test('should wait for consent, and launch then', async () => {
    const { telemetry, clock, posts, consent$, store } = world({ answered: undefined, launch$: of('at once') });
    await store.apply({ type: 'folded', epoch: 'first' });
    await store.append({ release: { version: '1.0.0', os: 'linux' }, counters: { 'turns/total': 1 } }, 'first');
    await clock.advance(60_000);
    expect(posts).toEqual([]);
    consent$.next(true);
    await clock.advance(0);
    expect(posts).toHaveLength(1);
    await clock.run(telemetry.stop());
  });
});

test('should save when the page is hidden', async () => {
  const { telemetry, store, hidden$ } = world();
  telemetry.record(compacted);
  await settle();
  hidden$.next();
  await settle();
  expect((await store.read()).pending).toHaveLength(1);
});

test('should save what is unsaved for maxUnsavedMs', async () => {
  const { telemetry, store, clock } = world({ maxUnsavedMs: 300 });
  telemetry.record(compacted);
  await clock.advance(299);
  expect((await store.read()).pending).toEqual([]);
  await clock.advance(1);
  expect((await store.read()).pending).toHaveLength(1);
});

test('should give up an answer after timeoutMs', async () => {
  const { telemetry, clock, posts } = world({ timeoutMs: 300, replies: [], backoff: { attempts: 1 } });
  turns(telemetry, 1);
  const flushed = telemetry.flush();
  await clock.advance(299);
  expect(posts[0]?.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(posts[0]?.signal.aborted).toBe(true);
  expect(await clock.run(flushed)).toMatchObject({ held: 1 });
});

test('should use the real clock, and the other parts of the real app, where none are replaced', () => {
  expect(new Clock().now()).toBeGreaterThan(0);
  expect(browserPlatform.newId()).toMatch(/^[0-9a-f]{32}$/);
  expect(browserPlatform.online()).toBe(true);
});
