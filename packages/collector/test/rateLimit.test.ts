import { expect, onTestFinished, test, vi } from 'vitest';
import { createCollector } from '../src/index.js';
import { rateLimit } from '../src/rateLimit.js';
import { newId, noon, openStore, post } from './support.js';

const minute = 60_000;

test('an address is forgotten a minute after its last request, which changes no limit', () => {
  const limit = rateLimit(2, 100);
  expect([limit.take('a', 0), limit.take('a', 0), limit.take('a', 0)]).toEqual([0, 0, 30]);
  limit.take('b', 1000);
  limit.forget(minute - 1);
  expect(limit.remembered()).toBe(2);
  limit.forget(minute);
  expect(limit.remembered()).toBe(1);
  limit.forget(minute + 1000);
  expect(limit.remembered()).toBe(0);
  expect([limit.take('a', minute + 1000), limit.take('a', minute + 1000)]).toEqual([0, 0]);
  expect(limit.take('a', minute + 1000)).toBe(30);
});

test('no more addresses are remembered than the limit', () => {
  const limit = rateLimit(2, 3);
  for (const address of ['a', 'b', 'c', 'd', 'e']) limit.take(address, 0);
  expect(limit.remembered()).toBe(3);
  expect(limit.secondsUntilNext('a', 0)).toBe(0);
});

test('a post forgets all addresses whose last post is a minute ago', async () => {
  const deleted = vi.spyOn(Map.prototype, 'delete');
  onTestFinished(() => deleted.mockRestore());
  let now = noon;
  let address = '192.0.2.7';
  const collector = createCollector({ store: openStore(), clientAddress: () => address, now: () => now });
  const id = newId();
  await post(collector, { id });
  await post(collector, { id }); // a repeat
  deleted.mockClear();
  address = '192.0.2.8';
  now += minute;
  await post(collector);
  expect(deleted.mock.calls.filter(([key]) => key === '192.0.2.7')).toHaveLength(2);
});
