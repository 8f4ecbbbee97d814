import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { d1Store } from '../../src/d1/index.js';
import { daysBefore, utcDate } from '../../src/utcDays.js';
import { newId, payload } from '../support.js';
import { type Answer, type Ask, ask, postOf } from './ask.js';
import { startExample, token } from './example.js';
import type { RunningWorkers } from './startWorkers.js';

let workers: RunningWorkers;
beforeAll(async () => {
  workers = await startExample();
  return () => workers.stop();
});

const yesterday = daysBefore(utcDate(Date.now()), 1);
/** Asks the first isolate. */
const get = (path: string, request: Partial<Ask> = {}): Promise<Answer> =>
  ask(new URL(path, workers.urls()[0]), request);
const authorization = `Bearer ${token}`;

test('the requests of an app and of a reader are answered as elsewhere', async () => {
  const database = await workers.database();
  const decision = { kind: 'count', payload: JSON.parse(payload()) } as const;
  const settlements = Array.from({ length: 5 }, () => ({ id: newId(), sealed: yesterday, decision }));
  await d1Store(database).settleAll(yesterday, settlements);
  const id = newId();
  expect(await get('/v1/metrics', postOf(id))).toMatchObject({ status: 202, body: Buffer.of() });
  expect((await get('/v1/metrics', postOf(id))).status).toBe(202);
  const refused = await get('/v1/metrics', postOf(newId(), '{}'));
  expect([refused.status, JSON.parse(String(refused.body))]).toMatchObject([400, { void: true }]);
  const body = payload();
  const { 'content-length': _, ...headers } = postOf(newId()).headers;
  const chunked = { method: 'POST', headers, chunks: [body.slice(0, 9), body.slice(9)] };
  expect((await get('/v1/metrics', chunked)).status).toBe(202);
  const preflight = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
  const options = await get('/v1/metrics', { method: 'OPTIONS', headers: preflight });
  expect([options.status, options.headers['access-control-allow-origin']]).toEqual([204, 'http://localhost:5173']);

  expect(await get('/healthz')).toMatchObject({ status: 200, body: Buffer.from('ok\n') });
  expect((await get('/')).status).toBe(401);
  const plain = await get('/', { headers: { authorization, 'accept-encoding': 'identity' } });
  expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
  expect(String(plain.body)).toMatch(/^<!doctype html>[\s\S]*1\.4\.0/i);
  const head = await get('/', { method: 'HEAD', headers: { authorization } });
  expect([head.status, head.body.length]).toEqual([200, 0]);
  const csv = await get('/export.csv', { headers: { authorization } });
  expect(String(csv.body)).toContain(`${yesterday},1.4.0,linux,turns,total,60,5`);
  const rows = await get('/v1/metrics', { headers: { authorization } });
  expect(JSON.parse(String(rows.body))).toMatchObject([{ date: yesterday, count: 60, reports: 5 }]);
});

test('a page is compressed once', async () => {
  const page = await get('/', { headers: { authorization, 'accept-encoding': 'gzip' } });
  const isCompressed = page.headers['content-encoding'] === 'gzip';
  expect(String(isCompressed ? gunzipSync(page.body) : page.body)).toMatch(/^<!doctype html>/i);
});

test('every id counts once, though it comes three times at once to two isolates', async () => {
  const before = await countsOf('linux');
  const ids = Array.from({ length: 300 }, newId);
  const queue = [...ids, ...ids, ...ids].sort(() => Math.random() - 0.5);
  const statuses = new Map<number | undefined, number>();
  const postNext = async (n: number) => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const { status } = await ask(new URL('/v1/metrics', workers.urls()[n % 2]), postOf(id));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 48 }, (_, n) => postNext(n)));
  expect([...statuses]).toEqual([[202, 900]]);
  expect(await countsOf('linux')).toEqual({ count: before.count + 12 * 300, reports: before.reports + 300 });
});

test('requests whose clients are gone hold nothing: more than the limits of work in progress', async () => {
  const { hostname, port } = new URL(workers.urls()[0]);
  const abandon = (head: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(head, () => setTimeout(() => socket.destroy(), 20)),
      );
      socket.on('close', () => resolve()).on('error', reject);
    });
  const post = (id: string) =>
    `POST /v1/metrics HTTP/1.1\r\nhost: x\r\ncf-connecting-ip: 192.0.2.7\r\ncontent-type: application/json\r\nidempotency-key: ${id}\r\ncontent-length: 100\r\n\r\n{`;
  const read = `GET /v1/metrics HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`;
  for (let n = 0; n < 12; n++) {
    const posts = Array.from({ length: 25 }, () => abandon(post(newId())));
    await Promise.all([...posts, abandon(read), abandon(read)]);
  }
  expect((await get('/v1/metrics', postOf(newId()))).status).toBe(202);
  expect((await get('/v1/metrics', { headers: { authorization } })).status).toBe(200);
});

test('one address may post 60 times a minute to one isolate', async () => {
  const url = new URL('/v1/metrics', workers.urls()[1]);
  const one = { 'cf-connecting-ip': '192.0.2.61' };
  const answers = await Promise.all(Array.from({ length: 90 }, () => ask(url, postOf(newId(), payload(), one))));
  const often = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect(often(202)).toBeGreaterThanOrEqual(60);
  expect(often(429)).toBe(90 - often(202));
  expect(often(429)).toBeGreaterThan(0);
});

test('the cron trigger publishes the days that are over', async () => {
  const store = d1Store(await workers.database());
  const date = daysBefore(yesterday, 9);
  const decision = { kind: 'count', payload: JSON.parse(payload()) } as const;
  await store.settleAll(
    date,
    Array.from({ length: 5 }, () => ({ id: newId(), sealed: '', decision })),
  );
  expect(await store.rows({ from: date, to: date })).toEqual([]);
  await workers.trigger('17 * * * *');
  expect(await store.rows({ from: date, to: date })).toMatchObject([{ count: 60, reports: 5 }]);
});

async function countsOf(os: string): Promise<{ readonly count: number; readonly reports: number }> {
  const today = utcDate(Date.now());
  const rows = await d1Store(await workers.database()).rows({ from: today, to: today, os, unpublished: true });
  const [{ count, reports } = { count: 0, reports: 0 }] = rows;
  expect(rows.length).toBeLessThan(2);
  return { count, reports };
}
