import { expect, test } from 'vitest';
import { type App, demo, openApp, os, rowsOf, session, shortTurn, totalOf } from './support.js';

async function shownOf(app: App, place: 'device' | 'collector') {
  const numbers = Object.keys(session).map(async (token) => [token, Number(await app.text(`${place}:${token}`))]);
  return Object.fromEntries(await Promise.all(numbers));
}

test('the page loads, consent is given, the session is replayed, the page is relaunched: the database holds its rows', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  expect((await app.status()).state).toBe('undecided');

  await app.agree();
  await app.click('replay');
  expect(await app.text('run-report')).toBe('Replayed 20 turns, 325 events.');
  expect(await app.text('sum-pending')).toBe(String(totalOf(session)));
  expect(await shownOf(app, 'device')).toEqual(session);
  expect(await collector.rows()).toEqual([]);
  expect(app.posts).toEqual([]);
  const shown = await app.nextFlush();
  const size = await app.text('next-size');

  await app.relaunch();

  expect(await collector.rows()).toEqual(rowsOf(session));
  expect(await app.report()).toEqual({ delivered: 1, foldedBack: 0, held: 0, lost: 0 });
  expect(app.posts.map(({ body }) => body)).toEqual([shown]);
  expect(`${Buffer.byteLength(shown)} bytes`).toBe(size.replace(',', ''));
  expect(JSON.parse(shown)).toEqual({
    version: '1.0.0',
    os,
    counters: expect.arrayContaining(
      Object.entries(session).map(([token, count]) => {
        const [signal, bucket] = token.split('/');
        return { signal, bucket, count };
      }),
    ),
  });
  expect(JSON.parse(shown).counters).toHaveLength(Object.keys(session).length);

  expect(await shownOf(app, 'collector')).toEqual(session);
  expect(await app.text('sum-collected')).toBe(String(totalOf(session)));
  for (const place of ['pending', 'outbox', 'lost']) expect(await app.text(`sum-${place}`)).toBe('0');
  expect((await app.status()).faults).toBe(0);
  expect(app.complaints).toEqual([]);
});

test('several launches add up, and every batch has an id of its own', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  for (let launch = 0; launch < 2; launch++) {
    await app.runTurn();
    await app.relaunch();
  }
  await app.runTurn();
  await app.click('flush'); // a launch by hand
  expect(await app.report()).toMatchObject({ delivered: 1 });
  await app.relaunch();
  expect(await app.report()).toMatchObject({ skipped: 'empty', delivered: 0 });

  const thrice = rowsOf(shortTurn.counts).map((row) => ({ ...row, count: 3 * row.count, reports: 3 }));
  expect(await collector.rows()).toEqual(thrice);
  expect(new Set(app.posts.map(({ id }) => id)).size).toBe(3);
  expect(app.failures).toEqual([]);
});

test('a post carries nothing but the batch', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  // Cookies know no ports: the collector's host gets this one with every request that carries credentials.
  await app.page.context().addCookies([{ name: 'session', value: 'of-the-app', url: collector.url }]);
  await app.agree();
  await app.runTurn('first-question');
  const posted = app.page.waitForRequest((request) => request.method() === 'POST');
  await app.relaunch();

  const request = await posted;
  const headers = await request.allHeaders();
  for (const name of ['cookie', 'authorization', 'referer']) expect(headers[name] ?? '', name).toBe('');
  expect(headers['idempotency-key']).toMatch(/^[0-9a-zA-Z_-]{16,64}$/);
  expect(new URL(request.url()).search).toBe('');
  const { counters, ...rest } = JSON.parse(request.postData() ?? '');
  expect(rest).toEqual({ version: '1.0.0', os });
  for (const counter of counters) expect(Object.keys(counter)).toEqual(['signal', 'bucket', 'count']);
});
