import { expect, test } from 'vitest';
import { metricsPayload } from '../../packages/collector/src/payload.js';
import { defineSignals, type Release } from '../../src/index.js';
import { limits } from '../../src/protocol/index.js';
import { batchId, manySignals, now, tallyOf, tokens } from '../support/ledgers.js';
import {
  countedOnce,
  countersIn,
  lettersOf,
  noNetwork,
  problem,
  silence,
  storeWith,
  turns,
  world,
} from '../support/world.js';

test('should ask for nothing but the post itself', async () => {
  const { telemetry, flush, posts, clock } = world();
  turns(telemetry, 1);
  await flush();
  const { url, init, id, signal } = posts[0] ?? expect.fail('nothing was posted');
  expect(url).toBe('https://telemetry.example.com/v1/metrics');
  expect(init).toStrictEqual({
    method: 'POST',
    headers: {
      'Accept-Language': '*',
      'Content-Type': 'application/json',
      'Idempotency-Key': id,
      'Turntally-Sealed': new Date(clock.now()).toISOString().slice(0, 10),
    },
    body: '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1}]}',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'manual',
    cache: 'no-store',
    signal,
  });
  expect(id).toMatch(limits.batchId);
  expect(metricsPayload().safeParse(JSON.parse(String(init.body))).error).toBeUndefined();
});

test('should post a batch again under its own id with its own bytes, whatever was counted since', async () => {
  const { telemetry, flush, posts, clock } = world({ replies: [noNetwork] });
  turns(telemetry, 1);
  for (let launch = 0; launch < 3; launch++) {
    await flush();
    turns(telemetry, 5);
    await clock.advance(3_600_000);
  }
  expect(lettersOf(posts)).toBe('A'.repeat(12));
  expect(new Set(posts.map(({ body }) => body))).toEqual(new Set([posts[0]?.body]));
});

test('should post again, from a new session of another release, what the former session left', async () => {
  const { telemetry, flush, posts, clock, start, store } = world({ replies: [silence] });
  turns(telemetry, 2);
  await flush();
  await clock.run(telemetry.stop());
  const next = start({ release: { version: '2.0.0' } });
  turns(next, 1);
  await clock.advance(60_000);
  await clock.run(next.flush());
  expect(lettersOf(posts)).toBe('A'.repeat(8));
  expect((await store.read()).pending).toEqual([tallyOf({ 'turns/total': 1 }, { version: '2.0.0', os: 'linux' })]);
});

test('should seal anew, with what was counted since, after a refusal that says void', async () => {
  const { telemetry, posts, clock } = world({ replies: [problem(503, { void: true })] });
  turns(telemetry, 1);
  const flushed = telemetry.flush();
  await clock.advance(100);
  turns(telemetry, 2);
  await clock.run(flushed);
  expect(lettersOf(posts)).toBe('ABCD');
  expect(posts.map(({ body }) => countersIn(body))).toEqual([1, 3, 3, 3].map((count) => ({ 'turns/total': count })));
});

test('should split what one payload cannot hold, the oldest release first', async () => {
  const linux = (version: string): Release => ({ version, os: 'linux' });
  const extraSignals = defineSignals({ extra: manySignals.extra });
  const everyToken = Object.fromEntries(tokens.map((token) => [token, 2]));
  const store = await storeWith(
    tallyOf({ 'turns/total': 100_001 }, linux('1.0.0')),
    tallyOf(everyToken, linux('1.1.0')),
    tallyOf({ 'turns/total': 300_000 }, linux('0.9.0')),
    tallyOf({ 'turns/total': 7 }, { version: '1.0.0', os: 'macos' }),
  );
  const { flush, posts } = world({ extraSignals, store });

  expect(await flush()).toMatchObject({ delivered: 8, held: 0, lost: 0 });

  const payloads = posts.map(({ body }) => JSON.parse(body));
  expect(payloads.map(({ version, os, counters }) => `${version} ${os} ${counters.length}`)).toEqual([
    '1.0.0 linux 1',
    '1.0.0 linux 1',
    '1.1.0 linux 64',
    `1.1.0 linux ${tokens.length - 64}`,
    '0.9.0 linux 1',
    '0.9.0 linux 1',
    '0.9.0 linux 1',
    '1.0.0 macos 1',
  ]);
  for (const payload of payloads) expect(metricsPayload(manySignals).safeParse(payload).error).toBeUndefined();
  expect(new Set(posts.map(({ id }) => id)).size).toBe(8);
  expect(countedOnce(posts)).toEqual({ ...everyToken, 'turns/total': 100_001 + 2 + 300_000 + 7 });
  expect(await store.read()).toMatchObject({ pending: [], delivery: { failures: 0 } });
});

test('should give up what an upgrade took out of the vocabulary, and send the rest', async () => {
  const store = await storeWith(
    tallyOf(Object.fromEntries([...tokens.slice(0, 2), 'gone/by'].map((token) => [token, 3]))),
  );
  const { telemetry, clock, flush, posts } = world({ store });
  const { next } = await clock.run(telemetry.inspect());
  expect(await flush()).toMatchObject({ delivered: 1, lost: 3 });
  expect(posts.map(({ body }) => body)).toEqual(next);
  expect(countedOnce(posts)).toEqual(Object.fromEntries(tokens.slice(0, 2).map((token) => [token, 3])));
  expect((await store.read()).lost).toEqual({ refused: 3 });
});

const day = 86_400_000;

test.each([
  ['older than 14 days', -14 * day - 1],
  ['sealed more than a day in the future', day + 1],
])('should give up and report a batch %s, and go on with the rest', async (_, ms) => {
  const store = await storeWith(tallyOf({ 'turns/total': 5 }));
  await store.apply({ type: 'opened', id: batchId(900), now: now + ms });
  await store.append(tallyOf({ 'turns/total': 2 }), 'first');
  const { flush, posts } = world({ store });
  expect(await flush()).toEqual({ delivered: 1, foldedBack: 0, held: 0, lost: 5 });
  expect(countedOnce(posts)).toEqual({ 'turns/total': 2 });
  expect(posts.map(({ id }) => id)).not.toContain(batchId(900));
  expect((await store.read()).lost).toEqual({ expired: 5 });
});

test.each([
  ['14 days old', -14 * day],
  ['a day in the future', day],
])('should still send a batch %s', async (_, ms) => {
  const store = await storeWith(tallyOf({ 'turns/total': 5 }));
  await store.apply({ type: 'opened', id: batchId(900), now: now + ms });
  const { flush, posts } = world({ store });
  expect(await flush()).toMatchObject({ delivered: 1, lost: 0 });
  expect(posts.map(({ id }) => id)).toEqual([batchId(900)]);
});

test('should not send again, within a launch, a batch that became too old while it waited', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 5 }));
  await store.apply({ type: 'opened', id: batchId(900), now: now - 14 * day + 8000 });
  const { flush, posts } = world({ store, replies: [silence] });
  expect(await flush()).toMatchObject({ delivered: 0, lost: 5 });
  expect(posts).toHaveLength(1);
});

test('should not send a batch that became too old while it was opened', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 5 }));
  await store.apply({ type: 'opened', id: batchId(900), now: now - 14 * day });
  const { flush, posts, clock } = world({ store });
  const { apply } = store;
  store.apply = async (action) => {
    const ledger = await apply(action);
    if (action.type === 'opened') clock.frame += 1; // the machine slept
    return ledger;
  };
  await flush();
  expect(posts).toEqual([]);
});

test('should read an answer without a body to its end, so that a browser does not show its request as failed', async () => {
  const response = new Response('', { status: 202, headers: { 'content-length': '0' } });
  const { telemetry, flush } = world({ replies: [() => response] });
  turns(telemetry, 1);
  expect(await flush()).toMatchObject({ delivered: 1 });
  expect(response.bodyUsed).toBe(true);
});

test('should read no other body than the problem document of a refusal', async () => {
  for (const [status, type, isRead] of [
    [400, 'application/problem+json', true],
    [400, 'text/html', false],
    [200, 'application/problem+json', false],
    [202, 'application/json', false],
  ] as const) {
    const response = new Response('{}', { status, headers: { 'content-type': type } });
    const { telemetry, flush } = world({ replies: [() => response], backoff: { attempts: 1 } });
    turns(telemetry, 1);
    await flush();
    expect(response.bodyUsed, `${status} ${type}`).toBe(isRead);
  }
});
