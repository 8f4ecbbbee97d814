import { expect, test } from 'vitest';
import { type CollectorLimits, createCollector } from '../src/index.js';
import { databaseFile, day, newId, noon, openStore, payload, post, problemOf, total, withStore } from './support.js';

const minute = 60_000;

function setup(limits: CollectorLimits = {}) {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector<{ address?: string }>({
    store,
    now: () => clock.now,
    minReports: 1,
    limits: { postsPerMinute: 2, ...limits },
    clientAddress: (request) => request.headers.get('x-address') ?? undefined,
  });
  const from = (address: string, id = newId(), body?: string) =>
    post(collector, { id, headers: { 'x-address': address }, ...(body !== undefined && { body }) });
  return { store, clock, collector, from };
}

test('a post over the rate is void, and stays void whatever the address and the clock do', async () => {
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
  for (const passed of [0, minute, day, 40 * day, -365 * day]) {
    clock.now = noon + passed;
    const copy = await from('a', id);
    expect(copy.headers.get('retry-after')).toBe('60');
    expect(await problemOf(copy), `after ${passed} ms`).toEqual(problem);
    const elsewhere = await from('c', id);
    expect(elsewhere.status, 'from another address').toBe(429);
  }
  expect(await total(store)).toBe(36);
});

test('a batch that was turned away stays void after a restart and for other processes', async () => {
  const path = databaseFile();
  const before = openStore(path);
  const strict = createCollector({ store: before, clientAddress: () => 'a', limits: { postsPerMinute: 1 } });
  await post(strict);
  const id = newId();
  const problem = await problemOf(await post(strict, { id }));
  expect(problem).toMatchObject({ status: 429, void: true });
  const elsewhere = createCollector({ store: openStore(path) });
  expect(await problemOf(await post(elsewhere, { id }))).toEqual(problem);
  await before.close();
  const after = openStore(path);
  expect(await problemOf(await post(createCollector({ store: after }), { id }))).toEqual(problem);
  expect(await total(after)).toBe(12);
});

test('a batch that another process counts while it is turned away here is answered 202', async () => {
  const path = databaseFile();
  const there = createCollector({ store: openStore(path) });
  const inner = openStore(path);
  const store = withStore(inner, {
    async settle(id, decision, date) {
      if (decision.kind === 'void') await post(there, { id });
      return inner.settle(id, decision, date);
    },
  });
  const strict = createCollector({ store, clientAddress: () => 'a', limits: { postsPerMinute: 1 } });
  await post(strict);
  expect((await post(strict)).status).toBe(202);
  expect(await total(inner)).toBe(24);
});

test('a refusal that cannot be stored is sent without void', async () => {
  const inner = openStore();
  const store = withStore(inner, {
    async settle(id, decision, date) {
      if (decision.kind === 'void') throw new Error('disk full');
      return inner.settle(id, decision, date);
    },
  });
  const strict = createCollector({ store, clientAddress: () => 'a', limits: { postsPerMinute: 1 } });
  await post(strict);
  const response = await post(strict);
  expect(response.headers.get('retry-after')).toMatch(/^[1-9]/);
  const problem = await problemOf(response);
  expect(problem.status).toBe(503);
  expect(problem).not.toHaveProperty('void');
});

test('if a store commits after it reported a failure, a batch is never both counted and void', async () => {
  const inner = openStore();
  const limits = { postsPerMinute: 1 };
  let commit: (() => Promise<unknown>) | undefined;
  const store = withStore(inner, {
    async settle(id, decision, date) {
      if (commit) return inner.settle(id, decision, date);
      commit = () => inner.settle(id, decision, date);
      throw new Error('timed out');
    },
  });
  const collector = createCollector({ store, clientAddress: () => 'a', limits });
  const id = newId();
  expect((await post(collector, { id })).status).toBe(503);
  expect(await problemOf(await post(collector, { id, body: payload() }))).toMatchObject({ status: 429, void: true });
  await commit?.();
  expect(await problemOf(await post(collector, { id }))).toMatchObject({ status: 429, void: true });
  expect(await total(inner)).toBe(0);
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

test('beyond the limit of stored refusals a refusal is without void, and a copy may count', async () => {
  const { clock, from } = setup({ turnedAway: 1, postsPerMinute: 1 });
  await from('a');
  await from('b');
  expect(await problemOf(await from('a'))).toHaveProperty('void', true);
  const id = newId();
  const unpromised = await from('a', id);
  expect(unpromised.headers.get('retry-after')).toBe('60');
  const problem = await problemOf(unpromised);
  expect(problem.status).toBe(429);
  expect(problem).not.toHaveProperty('void');
  expect(await problemOf(await from('b')), 'another address').toHaveProperty('void', true);
  clock.now += minute;
  expect((await from('a', id)).status).toBe(202);
  expect(await problemOf(await from('a')), 'a minute later').toHaveProperty('void', true);
});

test('with turnedAway 0 refusals are without void, and nothing is stored', async () => {
  const { store, from } = setup({ turnedAway: 0, postsPerMinute: 1 });
  await from('a');
  const id = newId();
  expect(await problemOf(await from('a', id))).not.toHaveProperty('void');
  expect(await store.find(id)).toBeUndefined();
});

test('beyond the limit the least recently seen address is evicted', async () => {
  const { from } = setup({ addresses: 2, postsPerMinute: 1 });
  expect((await from('a')).status).toBe(202);
  expect((await from('b')).status).toBe(202);
  expect((await from('a')).status).toBe(429);
  expect((await from('c')).status).toBe(202); // evicts b
  expect((await from('a')).status).toBe(429);
  expect((await from('b')).status).toBe(202);
});

test('a post over the limit of concurrent posts is void, unless it was counted before', async () => {
  const inner = openStore();
  let begun = () => {};
  const isInProgress = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = newId();
  const clientAddress = ({ headers }: Request) => {
    if (headers.get('idempotency-key') === slow) begun();
    return undefined;
  };
  const collector = createCollector({ store: inner, clientAddress, limits: { inProgress: 1 } });
  const counted = newId();
  await post(collector, { id: counted });
  const { readable: body, writable } = new TransformStream();
  const first = post(collector, { id: slow, body });
  await isInProgress;
  const id = newId();
  const refused = await post(collector, { id });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await problemOf(refused)).toMatchObject({ status: 503, void: true });
  expect((await post(collector, { id: counted })).status).toBe(202);
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(payload()));
  await writer.close();
  expect((await first).status).toBe(202);
  expect((await post(collector, { id })).status, 'a copy that comes when all is quiet').toBe(503);
  expect(await total(inner)).toBe(24);
});

test('of too many concurrent posts the first are accepted', async () => {
  const store = openStore();
  const collector = createCollector({ store, limits: { inProgress: 3 } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(collector)));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, ...Array(7).fill(503)]);
  expect(await total(store)).toBe(36);
});
