import { expect, test } from 'vitest';
import { createCollector } from '../src/index.js';
import {
  allRows,
  metricsRequest,
  newId,
  noon,
  openStore,
  payload,
  post,
  problemOf,
  serveCollector,
  turns,
} from './support.js';

const counter = (over: object) =>
  payload({ counters: [turns, { signal: 'cache_hit', bucket: '0_50', count: 1, ...over }] });
const long = ' '.repeat(32 * 1024);

interface Answer {
  readonly status: number;
  readonly void?: true;
  readonly pointers?: readonly string[];
}
type Row = readonly [string, Parameters<typeof metricsRequest>[0], Answer];

const contentRefused: readonly Row[] = [
  ['an unknown bucket', { body: counter({ bucket: 'x' }) }, { status: 400, pointers: ['/counters/1'] }],
  ['an unknown signal', { body: counter({ signal: '__proto__' }) }, { status: 400, pointers: ['/counters/1'] }],
  ['a token listed twice', { body: counter(turns) }, { status: 400, pointers: ['/counters/1'] }],
  ['a count of 0', { body: counter({ count: 0 }) }, { status: 400, pointers: ['/counters/1/count'] }],
  ['a negative count', { body: counter({ count: -1 }) }, { status: 400, pointers: ['/counters/1/count'] }],
  ['a count over a million', { body: counter({ count: 1_000_001 }) }, { status: 400, pointers: ['/counters/1/count'] }],
  ['a fraction', { body: counter({ count: 1.5 }) }, { status: 400, pointers: ['/counters/1/count'] }],
  ['a count in a string', { body: counter({ count: '1' }) }, { status: 400, pointers: ['/counters/1/count'] }],
  [
    'a count that overflows',
    { body: counter({}).replace(/1\}\]/, '1e400}]') },
    { status: 400, pointers: ['/counters/1/count'] },
  ],
  ['an extra key in a counter', { body: counter({ x: 1 }) }, { status: 400, pointers: ['/counters/1'] }],
  ['an extra key', { body: payload({ user: 'me' }) }, { status: 400, pointers: [''] }],
  ['a __proto__ key', { body: payload().replace('{', '{"__proto__":{},') }, { status: 400, pointers: [''] }],
  ['a bad version', { body: payload({ version: '../x' }) }, { status: 400, pointers: ['/version'] }],
  ['a version not on the list', { body: payload({ version: '9.9.9' }) }, { status: 400, pointers: ['/version'] }],
  ['an unknown os', { body: payload({ os: 'beos' }) }, { status: 400, pointers: ['/os'] }],
  ['65 counters', { body: payload({ counters: Array(65).fill(turns) }) }, { status: 400, pointers: ['/counters'] }],
  ['no counters', { body: payload({ counters: [] }) }, { status: 400, pointers: ['/counters'] }],
  ['a key that occurs twice', { body: payload().replace('"count":12', '"count":12,"count":12') }, { status: 400 }],
  [
    'a key that occurs twice, once escaped',
    { body: payload().replace('"os"', '"\\u006fs":"linux","os"') },
    { status: 400 },
  ],
  ['NaN', { body: payload().replace('12', 'NaN') }, { status: 400 }],
  ['deep nesting', { body: '['.repeat(30_000) + ']'.repeat(2_000) }, { status: 400 }],
  ['well-formed deep nesting', { body: '['.repeat(16_000) + ']'.repeat(16_000) }, { status: 400, pointers: [''] }],
  ['a form', { body: 'turns=12' }, { status: 400 }],
  ['no body', { body: null }, { status: 400 }],
  ['bytes that are not UTF-8', { body: new Uint8Array([0x22, 0xff, 0x22]) }, { status: 400 }],
  ['a body over 32 KiB', { body: payload() + long }, { status: 413 }],
  ['another content type', { headers: { 'content-type': 'text/plain' } }, { status: 415 }],
  ['a content type that only begins alike', { headers: { 'content-type': 'application/jsonp' } }, { status: 415 }],
  ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, { status: 415 }],
];

function setup() {
  const store = openStore();
  return { store, collector: createCollector({ store, versions: ['1.4.0'], now: () => noon }) };
}

test.each(contentRefused)('%s is void, and nothing is counted', async (_, request, { status, pointers }) => {
  const { store, collector } = setup();
  const id = newId();
  const response = await post(collector, { ...request, id });
  const problem = await problemOf(response);
  expect(problem).toMatchObject({ type: 'about:blank', status, void: true });
  expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
  expect(await allRows(store)).toEqual([]);

  expect(await problemOf(await post(collector, { ...request, id })), 'the same content').toEqual(problem);
  const other = await problemOf(await post(collector, { id }));
  expect(other, 'good content under the same id').toMatchObject({ status: 503, void: true });
  expect(other).not.toHaveProperty('errors');
  expect(await allRows(store)).toEqual([]);
});

test.each([undefined, '', 'short', 'a'.repeat(65), 'a'.repeat(16).concat('!'), 'a, a'.padEnd(20, 'a')])(
  'the key %j is a 400 without void',
  async (key) => {
    const { store, collector } = setup();
    const request = metricsRequest();
    if (key === undefined) request.headers.delete('idempotency-key');
    else request.headers.set('idempotency-key', key);
    const problem = await problemOf(await collector.fetch(request));
    expect(problem.status).toBe(400);
    expect(problem).not.toHaveProperty('void');
    expect(await allRows(store)).toEqual([]);
  },
);

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
  'the content type %s is accepted',
  async (type) => {
    const { collector } = setup();
    expect((await post(collector, { headers: { 'content-type': type } })).status).toBe(202);
  },
);

test('202 over HTTP has no body, and the counts are stored', async () => {
  const { store, collector } = setup();
  const url = await serveCollector(collector);
  const request = metricsRequest();
  const response = await fetch(`${url}/v1/metrics`, { method: 'POST', headers: request.headers, body: payload() });
  expect([response.status, await response.text()]).toEqual([202, '']);
  const row = { date: '2026-05-20', version: '1.4.0', os: 'linux', ...turns, reports: 1 };
  expect(await allRows(store)).toEqual([row]);
});

test.each(['PUT', 'DELETE', 'PATCH'])(
  '%s is a 405 with Allow, and does not decide about the batch id',
  async (method) => {
    const { collector } = setup();
    const id = newId();
    const headers = { 'idempotency-key': id };
    const response = await collector.fetch(new Request('http://collector.test/v1/metrics', { method, headers }));
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
    const problem = await problemOf(response);
    expect(problem.status).toBe(405);
    expect(problem).not.toHaveProperty('void');
    expect((await post(collector, { id })).status).toBe(202);
  },
);

test('an unknown address is a 404 problem without void', async () => {
  const { collector } = setup();
  const problem = await problemOf(await collector.fetch(new Request('http://collector.test/v2', { method: 'POST' })));
  expect(problem.status).toBe(404);
  expect(problem).not.toHaveProperty('void');
});

test('a refusal that names every counter fits in 16 KiB', async () => {
  const { collector } = setup();
  const bad = { signal: 'x'.repeat(100), bucket: 1, count: -1, more: 1 };
  const response = await post(collector, {
    body: payload({ version: '?', os: '?', more: 1, counters: Array(64).fill(bad) }),
  });
  const text = await response.text();
  expect(JSON.parse(text).errors).toHaveLength(67);
  expect(text.length).toBeLessThan(16 * 1024);
});
