import { expect, test } from 'vitest';
import { type CollectorLimits, createCollector } from '../../src/collector/index.js';
import { newId, noon, openStore, post, problemOf, total, withStore } from './support.js';

const minute = 60_000;

function setup(limits: CollectorLimits = {}) {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector<{ address?: string }>({
    store,
    now: () => clock.now,
    limits: { postsPerMinute: 2, ...limits },
    clientAddress: (request) => request.headers.get('x-address') ?? undefined,
  });
  const from = (address: string, id = newId(), body?: string) =>
    post(collector, { id, headers: { 'x-address': address }, ...(body !== undefined && { body }) });
  return { store, clock, collector, from };
}

test('beyond the rate a post is void, and stays so for ten minutes however idle the address', async () => {
  const { store, clock, from } = setup();
  const counted = newId();
  await from('a', counted);
  await from('a');
  const id = newId();
  const refused = await from('a', id);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  const problem = await problemOf(refused);
  expect(problem).toMatchObject({ status: 429, void: true });

  expect((await from('a', counted)).status, 'a repeat of a counted batch').toBe(202);
  expect((await from('b')).status, 'another address').toBe(202);
  for (const passed of [0, minute, 10 * minute - 1]) {
    clock.now = noon + passed;
    const copy = await from('a', id);
    expect(copy.headers.get('retry-after')).toBe('30');
    expect(await problemOf(copy), `after ${passed} ms`).toEqual(problem);
    const elsewhere = await from('c', id);
    expect(elsewhere.status, 'from another address').toBe(429);
  }
  expect(await total(store)).toBe(36);
  clock.now = noon + 10 * minute;
  expect((await from('a', id)).status, 'forgotten').toBe(202);
});

test('the rate comes back with time', async () => {
  const { clock, from } = setup();
  const statuses = async (count: number) => {
    const all = [];
    for (let i = 0; i < count; i++) all.push((await from('a')).status);
    return all;
  };
  expect(await statuses(3)).toEqual([202, 202, 429]);
  clock.now += minute / 2;
  expect(await statuses(2)).toEqual([202, 429]);
  clock.now -= 5 * minute; // the clock was set back
  expect(await statuses(1)).toEqual([429]);
  clock.now += 10 * minute;
  expect(await statuses(3)).toEqual([202, 202, 429]);
});

test('without an address there is no such limit', async () => {
  const { from } = setup();
  for (let i = 0; i < 5; i++) expect((await from('')).status).toBe(202);
});

test('with the memory full nothing is promised, and a copy may count', async () => {
  const { clock, from } = setup({ turnedAway: 1, postsPerMinute: 1 });
  await from('a');
  expect(await problemOf(await from('a'))).toHaveProperty('void', true);
  const id = newId();
  const unpromised = await problemOf(await from('a', id));
  expect(unpromised.status).toBe(429);
  expect(unpromised).not.toHaveProperty('void');
  clock.now += minute;
  expect((await from('a', id)).status).toBe(202);
});

test('a memory of 0 promises nothing', async () => {
  const { from } = setup({ turnedAway: 0, postsPerMinute: 1 });
  await from('a');
  expect(await problemOf(await from('a'))).not.toHaveProperty('void');
});

test('addresses are forgotten beyond the limit, the one unseen for longest first', async () => {
  const { from } = setup({ addresses: 2, postsPerMinute: 1 });
  expect((await from('a')).status).toBe(202);
  expect((await from('b')).status).toBe(202);
  expect((await from('a')).status).toBe(429);
  expect((await from('c')).status).toBe(202); // b is forgotten
  expect((await from('a')).status).toBe(429);
  expect((await from('b')).status).toBe(202);
});

test('beyond so many at once a post is void, unless it was counted before', async () => {
  const inner = openStore();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const inSettle = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = newId();
  const store = withStore(inner, {
    async settle(id, decision, date) {
      if (id === slow) begun();
      if (id === slow) await held;
      return inner.settle(id, decision, date);
    },
  });
  const collector = createCollector({ store, limits: { inProgress: 1 } });
  const counted = newId();
  await post(collector, { id: counted });
  const first = post(collector, { id: slow });
  await inSettle;
  const id = newId();
  const refused = await post(collector, { id });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await problemOf(refused)).toMatchObject({ status: 503, void: true });
  expect((await post(collector, { id: counted })).status).toBe(202);
  release();
  expect((await first).status).toBe(202);
  expect((await post(collector, { id })).status, 'a copy that comes when all is quiet').toBe(503);
  expect(await total(inner)).toBe(24);
});
