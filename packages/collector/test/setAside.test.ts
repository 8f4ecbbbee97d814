import fc from 'fast-check';
import { expect, test } from 'vitest';
import { implausible } from '../src/implausible.js';
import { createCollector } from '../src/index.js';
import { allRows, day, newId, noon, openStore, payload, post, setAsideRows } from './support.js';

type Counts = Readonly<Record<string, number>>;

function bodyOf(counts: Counts): string {
  const counters = Object.entries(counts).map(([token, count]) => {
    const [signal = '', bucket = ''] = token.split('/');
    return { signal, bucket, count };
  });
  return payload({ counters });
}

test.each<[string, Counts, 'failures' | 'count' | undefined]>([
  ['a failure a turn', { 'turns/total': 2, 'provider_error/timeout': 1, 'provider_error/http_5xx': 1 }, undefined],
  ['more failures than turns', { 'turns/total': 1, 'provider_error/timeout': 2 }, 'failures'],
  ['more in all classes', { 'turns/total': 10, 'provider_error/timeout': 6, 'provider_error/http_5xx': 5 }, 'failures'],
  ['failures without a turn', { 'provider_error/timeout': 1 }, 'failures'],
  ['20,000 turns', { 'turns/total': 20_000, 'provider_error/timeout': 20_000 }, undefined],
  ['20,001 turns', { 'turns/total': 20_001 }, 'count'],
  ['20,001 of another token', { 'turns/total': 20, 'cache_hit/0_50': 20_001 }, 'count'],
])('%s', async (_, counts, reason) => {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector({ store, now: () => clock.now });
  const id = newId();
  const body = bodyOf(counts);
  for (let copy = 0; copy < 3; copy++) expect((await post(collector, { id, body })).status).toBe(202);
  const [kept, empty] = reason === undefined ? [allRows, setAsideRows] : [setAsideRows, allRows];
  expect(await kept(store)).toHaveLength(Object.keys(counts).length);
  for (const { reports } of await kept(store)) expect(reports).toBe(1);
  expect(await empty(store)).toEqual([]);
  clock.now += day;
  await collector.maintain();
  const omissions = await store.omissions({ from: '2026-05-01', to: '2026-05-31' });
  const counted = { failures: 0, count: 0, ...(reason !== undefined && { [reason]: 1 }) };
  expect(omissions.map(({ setAside }) => setAside)).toEqual([counted]);
});

test('the number of batches is exact for each reason, also of those that share a transaction', async () => {
  const store = openStore();
  const counters = [{ signal: 'turns', bucket: 'total', count: 1 }];
  const decision = { kind: 'setAside', payload: { version: '1', os: 'linux', counters } } as const;
  const reasons = ['count', 'failures', 'count', 'failures', 'count'] as const;
  for (let time = 0; time < 2; time++) {
    await Promise.all(reasons.map((reason) => store.settle(newId(), { ...decision, reason }, '2026-05-20')));
  }
  await store.publish('2026-05-21', 5);
  const [note] = await store.omissions({ from: '2026-05-20', to: '2026-05-20' });
  expect(note?.setAside).toEqual({ failures: 4, count: 6 });
});

test('the page says how many were set aside, and they are in no other number', async () => {
  const clock = { now: noon };
  const collector = createCollector({ store: openStore(), now: () => clock.now, access: 'open' });
  for (let n = 0; n < 5; n++)
    await post(collector, { body: bodyOf({ 'turns/total': 20, 'provider_error/timeout': 1 }) });
  for (let n = 0; n < 7; n++)
    await post(collector, { body: bodyOf({ 'turns/total': 1, 'provider_error/timeout': 9000 }) });
  clock.now += day;
  const page = await (await collector.fetch(new Request('http://collector.test/?version=1.4.0'))).text();
  const text = page
    .replace(/<style.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
  expect(text).toContain('7 batches of these days were set aside');
  expect(text).toMatch(/Failed requests per 1,000 turns (≥ )?50\.0 /);
  expect(text).toContain('provider_error/timeout 63,000');
  const rows = await (await collector.fetch(new Request('http://collector.test/v1/metrics'))).json();
  expect(rows).toMatchObject([
    { signal: 'provider_error', count: 5 },
    { signal: 'turns', count: 100 },
  ]);
});

test('should set aside nothing that counts at most one failure a turn', () => {
  const failure = fc.constantFrom('timeout', 'http_5xx', 'http_429');
  fc.assert(
    fc.property(fc.array(fc.option(failure), { minLength: 1, maxLength: 300 }), (turns) => {
      const failures = new Map<string, number>();
      for (const bucket of turns) if (bucket !== null) failures.set(bucket, (failures.get(bucket) ?? 0) + 1);
      const counters = [
        { signal: 'turns', bucket: 'total', count: turns.length },
        ...[...failures].map(([bucket, count]) => ({ signal: 'provider_error', bucket, count })),
      ];
      expect(implausible({ version: '1', os: 'linux', counters }, 20_000)).toBeUndefined();
    }),
  );
});
