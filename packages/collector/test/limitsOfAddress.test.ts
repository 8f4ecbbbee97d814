import { expect, test } from 'vitest';
import type { Problem } from '../../../src/protocol/index.js';
import { type CollectorLimits, createCollector } from '../src/index.js';
import { newId, noon, openStore, post, problemOf, total, withStore } from './support.js';
import type { TestStore } from './testStore.js';

function setup(limits: CollectorLimits, store: TestStore = openStore()) {
  const clock = { now: noon };
  const arrived = { count: 0 };
  const refused: Problem[] = [];
  const collector = createCollector({
    store,
    limits,
    now: () => clock.now,
    clientAddress(request) {
      arrived.count += 1;
      return request.headers.get('x-address') ?? undefined;
    },
    onRefusal: (problem) => refused.push(problem),
  });
  const from = (address: string, id = newId(), body?: ReadableStream) =>
    post(collector, { id, headers: { 'x-address': address }, ...(body && { body }) });
  return { clock, arrived, from, refused };
}

/** A body that starts and never continues. */
const stuckBody = () =>
  new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) });

/** The store, and how many batches were looked up or settled. */
function counting(inner: TestStore) {
  const lookups = { count: 0 };
  const store = withStore(inner, {
    findAll(keys) {
      lookups.count += keys.length;
      return inner.findAll(keys);
    },
    settleAll(date, settlements) {
      lookups.count += settlements.length;
      return inner.settleAll(date, settlements);
    },
  });
  return { store, lookups };
}

test('a network of IPv6 addresses has one limit', async () => {
  const { from } = setup({ postsPerMinute: 2 });
  expect((await from('2001:db8:0:7::1')).status).toBe(202);
  expect((await from('2001:db8:0:7:a::2')).status).toBe(202);
  expect((await from('2001:db8:0:7:ffff:1:2:3')).status).toBe(429);
  expect((await from('2001:db8:0:8::1')).status).toBe(202);
});

test('an IPv4 address has one limit, in whichever form it is given', async () => {
  const { from } = setup({ postsPerMinute: 1 });
  expect((await from('192.0.2.1')).status).toBe(202);
  expect((await from('::ffff:192.0.2.1')).status).toBe(429);
  expect((await from('::ffff:192.0.2.2')).status).toBe(202);
});

test('slow bodies of one address take its share only, and a post beyond it costs no lookup', async () => {
  const { store, lookups } = counting(openStore());
  const { arrived, from, refused } = setup({ inProgressPerAddress: 3, bodyMs: 500 }, store);
  const slow = Array.from({ length: 3 }, () => from('a', newId(), stuckBody()));
  await expect.poll(() => arrived.count).toBe(3);
  const id = newId();
  const surplus = await from('a', id);
  expect(surplus.headers.get('retry-after')).toBe('5');
  const problem = await problemOf(surplus);
  expect(problem.status).toBe(503);
  expect(problem).not.toHaveProperty('void');
  expect(refused).toEqual([problem]);
  expect(lookups.count).toBe(0);
  expect((await from('b')).status, 'another address').toBe(202);
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([408, 408, 408]);
  expect((await from('a', id)).status, 'when there is room again').toBe(202);
});

test('copies of one id that wait belong to the share of their address', async () => {
  const { from } = setup({ inProgressPerAddress: 2, bodyMs: 200 });
  const id = newId();
  const first = from('a', id, stuckBody());
  const second = from('a', id);
  expect((await from('a')).status).toBe(503);
  expect([(await first).status, (await second).status]).toEqual([408, 202]);
});

test('repeats of a decided id are limited, and further ones cost no lookup', async () => {
  const inner = openStore();
  const { store, lookups } = counting(inner);
  const { clock, from } = setup({ repeatsPerMinute: 3 }, store);
  const id = newId();
  expect((await from('a', id)).status).toBe(202);
  for (let repeat = 0; repeat < 3; repeat++) expect((await from('a', id)).status).toBe(202);
  const before = lookups.count;
  const response = await from('a', id);
  expect(response.headers.get('retry-after')).toBe('20');
  const problem = await problemOf(response);
  expect(problem.status).toBe(429);
  expect(problem).not.toHaveProperty('void');
  expect((await from('a')).status, 'a new id of that address').toBe(429);
  expect(lookups.count).toBe(before);
  expect((await from('b', id)).status, 'another address').toBe(202);
  clock.now += 20_000;
  expect((await from('a', id)).status, 'later').toBe(202);
  expect(await total(inner)).toBe(12);
});

test('refusals that promise nothing are limited like repeats', async () => {
  const { store, lookups } = counting(openStore());
  const { from } = setup({ postsPerMinute: 1, turnedAway: 0, repeatsPerMinute: 2 }, store);
  expect((await from('a')).status).toBe(202);
  for (let posts = 0; posts < 10; posts++) expect((await from('a')).status).toBe(429);
  expect(lookups.count).toBe(3);
});

test('repeats do not count as posts, whether or not their content arrives', async () => {
  const { from } = setup({ postsPerMinute: 2, repeatsPerMinute: 100, bodyMs: 20 });
  const [counted, refused] = [newId(), newId()];
  expect((await from('a', counted)).status).toBe(202);
  for (let repeat = 0; repeat < 5; repeat++) expect((await from('a', counted)).status).toBe(202);
  expect((await from('a', counted, stuckBody())).status, 'its content is not needed').toBe(202);
  expect((await from('a')).status, 'the second post').toBe(202);
  expect((await from('a', refused)).status, 'the third').toBe(429);
  expect((await from('a', counted)).status, 'a repeat').toBe(202);
  expect((await from('a', counted, stuckBody())).status).toBe(202);
});

test('repeats whose content does not arrive are limited like others', async () => {
  const { from } = setup({ repeatsPerMinute: 2, bodyMs: 20 });
  const id = newId();
  expect((await from('a', id)).status).toBe(202);
  for (let repeat = 0; repeat < 2; repeat++) expect((await from('a', id, stuckBody())).status).toBe(202);
  expect((await from('a', id, stuckBody())).status).toBe(429);
});

test('without an address there is no limit of repeats', async () => {
  const { from } = setup({ repeatsPerMinute: 1 });
  const id = newId();
  for (let repeat = 0; repeat < 4; repeat++) expect((await from('', id)).status).toBe(202);
});

test('every refusal is reported, and what the report throws changes nothing', async () => {
  const refused: Problem[] = [];
  const collector = createCollector({
    store: openStore(),
    onRefusal(problem) {
      refused.push(problem);
      throw new Error('of the callback');
    },
  });
  const id = newId();
  const answers = [
    await post(collector, { id: 'short' }),
    await post(collector, { id, body: '{}' }),
    await post(collector, { id, body: '{}' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  expect(refused).toEqual(await Promise.all(answers.map(problemOf)));
  expect((await post(collector)).status).toBe(202);
  expect(refused).toHaveLength(3);
});

test('a failure of the store is not reported as a refusal', async () => {
  const refused: Problem[] = [];
  const store = withStore(openStore(), { settle: () => Promise.reject(new Error('disk full')) });
  const collector = createCollector({ store, onRefusal: (problem) => refused.push(problem) });
  expect((await post(collector)).status).toBe(503);
  expect(refused).toEqual([]);
});
