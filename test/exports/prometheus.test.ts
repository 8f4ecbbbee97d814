import { expect, test } from 'vitest';
import { dayMs, noon, startCollector, token } from '../adversary/support/collector.js';
import { batch, postAll, send } from '../adversary/support/posts.js';
import { promtool } from './support/promtool.js';
import { startPrometheus } from './support/startPrometheus.js';

const minute = 60_000;
const midnight = noon + dayMs / 2;

/** Batches of five devices: as many as a row needs to be shown. */
const batches = (version: string, counts: Readonly<Record<string, number>>) =>
  Array.from({ length: 5 }, () => batch(counts, { version }));

test('promtool finds nothing wrong with /metrics, with and without counts', async () => {
  const collector = await startCollector();
  const check = async () => {
    const { status, headers, body } = await send(`${collector.url}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(await promtool(['check', 'metrics'], body)).toEqual({ code: 0, output: '' });
    return body;
  };
  expect(await check()).not.toContain('1.4.0');
  await postAll(collector.url, batches('1.4.0', { 'turns/total': 20, 'provider_error/http_429': 2 }));
  await collector.setClock(midnight + dayMs / 2);
  expect(await check()).toContain(
    '\nturntally_events_total{version="1.4.0",os="linux",signal="turns",bucket="total"} 100\n',
  );
});

test('promtool finds what is wrong', async () => {
  const { code, output } = await promtool(['check', 'metrics'], 'turntally_events 1\n');
  expect(code).not.toBe(0);
  expect(output).toContain('turntally_events');
});

test('a scrape needs the token', async () => {
  const collector = await startCollector();
  const prometheus = await startPrometheus(new URL(collector.url).host, 'not-the-token');
  await expect.poll(() => prometheus.lastError()).toBe('server returned HTTP status 401 Unauthorized');
});

test('a scraped counter steps once a day, never falls, and its increases are all that was counted', async () => {
  const args = ['--keep', '1d'];
  const first = await startCollector({ args });
  await postAll(first.url, batches('1.4.0', { 'turns/total': 20, 'provider_error/http_429': 2 }));
  const prometheus = await startPrometheus(new URL(first.url).host, token);
  const turns = (version: string) => `turntally_events_total{version="${version}",os="linux",signal="turns"}`;
  const value = async (expression: string) => (await prometheus.query(expression))[0]?.value?.[1];
  await expect.poll(() => prometheus.lastError()).toBe('');
  expect(await prometheus.query('turntally_events_total')).toEqual([]); // the day is not over

  await first.setClock(midnight + minute);
  await expect.poll(() => value(turns('1.4.0'))).toBe('0');
  await first.setClock(midnight + 61 * minute);
  await expect.poll(() => value(turns('1.4.0'))).toBe('100');

  // The second day, with a new release. What is posted today is in no answer until it is over.
  await postAll(first.url, batches('1.4.0', { 'turns/total': 3, 'provider_error/timeout': 1 }));
  await postAll(first.url, batches('1.5.0', { 'turns/total': 7 }));
  await first.setClock(midnight + dayMs + minute);
  await expect.poll(() => value(turns('1.5.0'))).toBe('0');
  expect(await value(turns('1.4.0'))).toBe('115');
  await first.setClock(midnight + dayMs + 61 * minute);
  await expect.poll(() => value(turns('1.5.0'))).toBe('35');

  // A restart, days later, when the rows of both days are deleted.
  await first.stop();
  const second = await startCollector({
    db: first.db,
    at: midnight + 5 * dayMs + 61 * minute,
    port: first.port,
    args,
  });
  await postAll(second.url, batches('1.5.0', { 'turns/total': 1 }));
  await second.setClock(midnight + 6 * dayMs + 61 * minute);
  await expect.poll(() => value(turns('1.5.0'))).toBe('40');
  const rows = await send(`${second.url}/v1/metrics?days=366`, { headers: { authorization: `Bearer ${token}` } });
  expect(rows.body).not.toContain('1.4.0');

  const kept = 'turntally_events_total[1h]';
  const increases = new Map<string, number>();
  for (const { metric, values = [] } of await prometheus.query(kept)) {
    const numbers = values.map(([, number]) => Number(number));
    const { version, signal, bucket, os } = metric;
    numbers.forEach((number, at) => {
      expect(number, JSON.stringify(metric)).toBeGreaterThanOrEqual(numbers[at - 1] ?? 0);
    });
    increases.set(`${version} ${os} ${signal}/${bucket}`, (numbers.at(-1) ?? 0) - (numbers[0] ?? 0));
  }
  expect(Object.fromEntries([...increases].filter(([, increase]) => increase > 0))).toEqual({
    '1.4.0 linux turns/total': 115,
    '1.4.0 linux provider_error/http_429': 10,
    '1.4.0 linux provider_error/timeout': 5,
    '1.5.0 linux turns/total': 40,
  });
  expect(await value('turntally_release_rank{version="1.5.0"}')).toBe('1');
});
