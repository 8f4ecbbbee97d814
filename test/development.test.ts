import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { from, of, Subject, startWith } from 'rxjs';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { explainAnswers } from '../src/development/explainAnswers.js';
import { explainedReport } from '../src/development/explainReport.js';
import * as development from '../src/development/index.js';
import { startTurntally } from '../src/development/index.js';
import * as turntally from '../src/index.js';
import { agentSignals, type FlushReport, memoryStore, type OwnConsentOptions } from '../src/index.js';

const endpoint = 'http://127.0.0.1:8787/v1/metrics';
const release = { version: '1.0.0', os: 'linux' } as const;
const once = { attempts: 1, baseMs: 0, capMs: 0 };
let said: string[];

beforeEach(() => {
  said = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((text) => void said.push(`${level}: ${text}`));
  }
  return () => vi.restoreAllMocks();
});

/** An app that counts, stores in memory, and has its posts answered by `send`. */
function app(send: () => Promise<Response>, options: Partial<OwnConsentOptions> = {}) {
  const platform = { fetch: send, locks: undefined, ...options.platform };
  const telemetry = startTurntally({
    endpoint,
    consent$: of(true),
    release,
    store: memoryStore(),
    launch$: new Subject(),
    backoff: once,
    ...options,
    platform,
  } as OwnConsentOptions);
  onTestFinished(() => telemetry.stop());
  return telemetry;
}

const answer =
  (status: number, body = '', type = 'text/html') =>
  async () =>
    new Response(body || null, { status, headers: { 'Content-Type': type } });
const accepted = answer(202);

/** What a flush of one turn writes to the console. */
async function flushed(send: () => Promise<Response>): Promise<string[]> {
  const telemetry = app(send);
  telemetry.record({ kind: 'turn_done' });
  await telemetry.flush();
  return said;
}

test('has everything that the library has', () => {
  expect(Object.keys(development).sort()).toEqual(Object.keys(turntally).sort());
});

test('nothing is written while everything works', async () => {
  expect(await flushed(accepted)).toEqual([]);
});

test.each([
  [
    'another server',
    answer(404),
    [/warn: .*answered 404 \(text\/html\), which is no answer of a collector/, /flush\(\) did not deliver/],
  ],
  [
    'a page for every address',
    answer(200, '<!doctype html>'),
    [/warn: .*answered 200 \(text\/html\)/, /flush\(\) did not deliver/],
  ],
  [
    'a collector that does not know a signal',
    answer(400, JSON.stringify({ detail: 'There is no such signal.', void: true }), 'application/problem+json'),
    [/warn: .*the collector answered 400: There is no such signal\./, /flush\(\) did not deliver/],
  ],
  [
    'no server',
    () => Promise.reject(new TypeError('fetch failed')),
    [/warn: .*no answer from http.*collect.*--cors/, /flush\(\) did not deliver/],
  ],
])('%s is explained', async (_, send, expected) => {
  const lines = await flushed(send);
  expect(lines).toHaveLength(expected.length);
  for (const [i, pattern] of expected.entries()) expect(lines[i]).toMatch(pattern);
});

test.each(['telemetry.example.com', 'example.org', 'metrics.example', 'collector.invalid'])(
  'the placeholder %s is an error at the start',
  (host) => {
    app(accepted, { endpoint: `https://${host}/v1/metrics` });
    expect(said).toEqual([
      expect.stringMatching(`error: turntally: nothing can be sent to https://${host}/v1/metrics`),
    ]);
  },
);

test.each(['example.company', 'my-example.com', 'examples.net', 'localhost', 'collector.test'])(
  '%s is no placeholder',
  (host) => {
    app(accepted, { endpoint: `https://${host}/v1/metrics` });
    expect(said).toEqual([]);
  },
);

test('each reason to send nothing is explained', async () => {
  const telemetry = app(accepted);
  await telemetry.flush();
  expect(said).toEqual(['info: turntally: flush() sent nothing: nothing waits to be sent.']);
  const undecided = app(accepted, { consent$: of(undefined) });
  await undecided.flush();
  expect(said[1]).toMatch(/the person has not agreed/);
  const offline = app(accepted, { platform: { online: () => false } });
  offline.record({ kind: 'turn_done' });
  await offline.flush();
  expect(said[2]).toMatch(/the device is offline/);
});

test('a flush returns the same report', async () => {
  const report: FlushReport = { skipped: 'empty', delivered: 0, foldedBack: 0, held: 0, lost: 0 };
  expect(await app(accepted).flush()).toEqual(report);
});

test.each<[Partial<FlushReport>, string | undefined]>([
  [{ delivered: 2 }, undefined],
  [{ held: 1 }, 'did not deliver: the batch is kept, and sent again by a later launch.'],
  [{ held: 1, lost: 5 }, 'gave up 5 counts, and did not deliver: the batch is kept, and sent again by a later launch.'],
  [{ foldedBack: 1 }, 'was refused: the counts are kept, and sent again by a later launch.'],
  [{ foldedBack: 1, lost: 1 }, 'gave up 1 count: the others are kept, and sent again by a later launch.'],
  [{ delivered: 1, foldedBack: 1, lost: 1 }, 'gave up 1 count, and delivered others.'],
  [{ delivered: 1, foldedBack: 1 }, undefined],
  [{ lost: 5 }, 'gave up 5 counts.'],
])('what became of a flush: %j', (report, text) => {
  expect(explainedReport({ delivered: 0, foldedBack: 0, held: 0, lost: 0, ...report })).toBe(text);
});

test('a token that does not exist is named', () => {
  const extraSignals = { plan: ['free', 'pro'] };
  const telemetry = app(accepted, { extraSignals });
  telemetry.count('plan/free' as never);
  telemetry.count('turns/total');
  expect(said).toEqual([]);
  telemetry.count('plan/fre' as never);
  expect(said).toEqual(["warn: turntally: count('plan/fre') counts nothing: there is no such token."]);
  expect(agentSignals).not.toHaveProperty('plan');
});

test('`enabled: false` is said, and nothing else', () => {
  app(accepted, { enabled: false, endpoint: 'https://telemetry.example.com/v1/metrics' });
  expect(said).toEqual(['info: turntally: `enabled` is false, so nothing is counted or sent.']);
});

test('a wrong option is the same error', () => {
  expect(() => startTurntally({ consent$: of(true), endpoint, release: { version: 'new' } })).toThrow(
    turntally.OptionError,
  );
});

test('the relay of a fetch is kept', () => {
  const send = Object.assign(answer(202), { relay: 'http://127.0.0.1:8787' });
  expect(() => app(send)).toThrow(/must use a relay at another origin/);
});

test.each<[string, (telemetry: ReturnType<typeof app>) => void, Partial<OwnConsentOptions>, RegExp[]]>([
  ['nothing is attached', () => {}, {}, [/nothing is attached to it yet/]],
  ['nobody has answered', (telemetry) => telemetry.tap(), { consent$: of(undefined) }, [/has not answered/]],
  ['the answer is no', (telemetry) => telemetry.tap(), { consent$: of(false) }, [/has answered no/]],
  [
    'only other events arrive',
    (telemetry) => telemetry.record({ kind: 'message' } as never),
    {},
    [/events arrive, but none is counted/],
  ],
  ['an event of the app is counted', (telemetry) => telemetry.record({ kind: 'turn_done' }), {}, []],
])('ten seconds after the start of a page: %s', async (_, act, options, expected) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  vi.stubGlobal('document', {});
  vi.stubGlobal('window', { addEventListener() {}, removeEventListener() {} });
  onTestFinished(() => void vi.unstubAllGlobals());
  const telemetry = app(accepted, { store: { ...memoryStore(), kind: 'indexeddb' } as never, ...options });
  act(telemetry);
  await vi.advanceTimersByTimeAsync(9900);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toHaveLength(expected.length);
  for (const [i, pattern] of expected.entries()) expect(said[i]).toMatch(pattern);
});

test('a post that fails still fails', async () => {
  const failing = explainAnswers(() => Promise.reject(new TypeError('fetch failed')));
  await expect(failing(endpoint, {})).rejects.toThrow('fetch failed');
});

test('the provider of a stream is counted, and its tokens exist', async () => {
  const telemetry = app(accepted, { providers: ['openai'] });
  const events = [{ kind: 'usage', usage: { finishReason: 'stop' } }, { kind: 'turn_done' }];
  from(events)
    .pipe(telemetry.tap(undefined, { provider: 'openai' }))
    .subscribe();
  telemetry.count('finish_reason.openai/stop' as never);
  const [tally] = (await telemetry.inspect()).pending;
  expect(tally?.counters).toEqual({ 'finish_reason/stop': 1, 'finish_reason.openai/stop': 2, 'turns/total': 1 });
  expect(said).toEqual([]);
});

test('a token that does not exist is named once, however often it is counted', () => {
  const telemetry = app(accepted);
  for (let time = 0; time < 3; time++) telemetry.count('plan/fre' as never);
  expect(said).toHaveLength(1);
});

test('a refusal over a real connection is explained, with the counters that it names', async () => {
  const errors = [{ detail: 'not in the vocabulary', pointer: '/counters/0' }];
  const body = JSON.stringify({ title: 'Bad Request', detail: 'The payload is invalid.', void: true, errors });
  const server = createServer((request, response) => {
    response.writeHead(400, { 'Content-Type': 'application/problem+json' });
    request.resume().once('end', () => response.end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const telemetry = startTurntally({
    endpoint: `http://127.0.0.1:${port}/v1/metrics`,
    consent$: of(true),
    release,
    store: memoryStore(),
    launch$: new Subject(),
    backoff: once,
    platform: { locks: undefined },
  });
  onTestFinished(() => telemetry.stop());
  telemetry.record({ kind: 'turn_done' });
  await telemetry.flush();
  expect(said[0]).toBe(
    'warn: turntally: the collector answered 400: The payload is invalid. turns/total: not in the vocabulary',
  );
});

test('events of before the yes are no reason to look for an adapter', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  vi.stubGlobal('document', {});
  vi.stubGlobal('window', { addEventListener() {}, removeEventListener() {} });
  onTestFinished(() => void vi.unstubAllGlobals());
  const answer$ = new Subject<boolean>();
  const telemetry = app(accepted, { consent$: answer$.pipe(startWith(undefined)) });
  telemetry.record({ kind: 'turn_done' });
  await vi.advanceTimersByTimeAsync(1000);
  answer$.next(true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said.filter((line) => line.includes('adapter'))).toEqual([]);
});
