import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchRetentionDays, longestIdRetentionDays } from '../../../src/protocol/index.js';
import { createCollector } from '../src/index.js';
import { isInWindow, readSealedDay } from '../src/sealedDay.js';
import { daysBefore } from '../src/utcDays.js';
import { day, newId, noon, openStore, payload, post, problemOf, total } from './support.js';

const today = '2026-05-20';

function setup() {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector({ store, minReports: 1, now: () => clock.now });
  const send = (id: string, sealed: string, body = payload()) =>
    post(collector, { id, body, headers: { 'turntally-sealed': sealed } });
  return { store, clock, collector, send };
}

test.each([
  '2026-5-20',
  '2026-02-30',
  '2026-13-01',
  '20.5.2026',
  '2026-05-20T00:00:00Z',
  'yesterday',
  '2026-05-20, 2026-05-20',
])('a header that is no day is refused without a promise: %s', async (sealed) => {
  const { store, send } = setup();
  const problem = await problemOf(await send(newId(), sealed));
  expect(problem).toMatchObject({
    status: 400,
    detail: 'The header Turntally-Sealed must be a day such as 2026-11-28.',
  });
  expect(problem.void).toBeUndefined();
  expect(await total(store)).toBe(0);
});

test('any text is read as the day that it is, or as none', () => {
  const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, (date) => {
      const text = date.toISOString().slice(0, 10);
      expect(readSealedDay(new Headers({ 'turntally-sealed': text }))).toBe(text);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/), (text) => {
      const read = readSealedDay(new Headers({ 'turntally-sealed': text }));
      const parsed = new Date(text);
      const isDay = Number.isFinite(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
      expect(read).toBe(isDay ? text : undefined);
    }),
  );
});

test.each([
  [-1, 202],
  [0, 202],
  [30, 202],
  [-2, 400],
  [31, 400],
  [4000, 400],
])('a batch that was sealed %i days ago is answered %i, each time', async (days, status) => {
  const { store, send } = setup();
  const id = newId();
  for (let posts = 0; posts < 3; posts++) {
    const response = await send(id, daysBefore(today, days));
    expect(response.status).toBe(status);
    if (status === 400) expect(await problemOf(response)).toMatchObject({ void: true });
  }
  expect(await total(store)).toBe(status === 202 ? 12 : 0);
});

test('what was refused for its day stays refused when the day comes into the window', async () => {
  const { store, clock, send } = setup();
  const id = newId();
  const nextWeek = daysBefore(today, -7);
  expect((await send(id, nextWeek)).status).toBe(400);
  clock.now += 7 * day;
  expect((await send(id, nextWeek)).status).toBe(400);
  expect(await total(store)).toBe(0);
});

test('a batch counts once, on whichever day of the window it comes again, while days are maintained', async () => {
  const { store, clock, collector, send } = setup();
  const id = newId();
  for (let days = 0; days <= 30; days++) {
    expect((await send(id, today)).status).toBe(202);
    await collector.maintain();
    clock.now += day;
  }
  expect(isInWindow(today, clock.now)).toBe(false);
  await collector.maintain();
  expect((await send(id, today)).status, 'it is forgotten').toBe(400);
  expect(await total(store)).toBe(12);
});

test('the ids of a day are forgotten once nothing was added to it for 30 days of operation', async () => {
  const { store, clock, collector, send } = setup();
  const id = newId();
  expect((await send(id, today)).status).toBe(202);
  const passDay = async () => {
    clock.now += day;
    await collector.maintain();
  };
  for (let days = 0; days < 29; days++) await passDay();
  const late = newId();
  expect((await send(late, today)).status).toBe(202);
  for (let days = 0; days < 30; days++) await passDay();
  expect(await store.find(id, today), 'as long as the latest of its day').toEqual({ kind: 'counted' });
  await passDay();
  expect(await store.find(id, today)).toBeUndefined();
  expect(await store.find(late, today)).toBeUndefined();
  expect((await send(id, today)).status).toBe(400);
});

test('an id is kept for as many days as the consent dialog says, if another of its day comes as late as clients send it', async () => {
  const { store, clock, collector, send } = setup();
  const id = newId();
  const isKept = async () => (await store.find(id, today)) !== undefined;
  await send(id, today);
  let days = 0;
  for (; (await isKept()) && days <= 100; days++) {
    if (days === batchRetentionDays) await send(newId(), today);
    clock.now += day;
    await collector.maintain();
  }
  expect(days).toBe(longestIdRetentionDays);
});

test('a clock that jumps ahead and back forgets nothing, and nothing counts twice', async () => {
  const { store, clock, collector, send } = setup();
  const id = newId();
  await send(id, today);
  clock.now += 400 * day;
  await collector.maintain();
  expect((await send(newId(), today)).status).toBe(400);
  clock.now -= 400 * day;
  await collector.maintain();
  expect((await send(id, today)).status).toBe(202);
  expect(await total(store)).toBe(12);
  expect(await store.find(id, today)).toEqual({ kind: 'counted' });
});

test('one id with two days is two batches; an id without a day is the same batch on every day', async () => {
  const { store, collector, send } = setup();
  const id = newId();
  await send(id, today);
  await send(id, daysBefore(today, 1));
  expect(await total(store)).toBe(24);
  const old = newId();
  await post(collector, { id: old });
  await send(old, today);
  await send(old, daysBefore(today, 1));
  expect(await total(store)).toBe(36);
});
