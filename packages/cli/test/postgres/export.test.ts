import { createCollector } from '@turntally/collector';
import { expect, test } from 'vitest';
import { newDatabase } from '../../../collector/test/postgres/database.js';
import { metricsRequest, payload, turns } from '../../../collector/test/support.js';
import { openStore } from '../../src/collect/openStore.js';
import { otlpReceiver } from '../otlpReceiver.js';
import { start } from '../support.js';

test('export reads the totals from PostgreSQL', async () => {
  const url = await newDatabase();
  const { store } = await openStore(url);
  const clock = { now: Date.now() - 86_400_000 };
  const collector = createCollector({ store, now: () => clock.now });
  for (let device = 0; device < 5; device++) {
    await collector.fetch(metricsRequest({ body: payload({ counters: [{ ...turns, count: 7 }] }) }));
  }
  clock.now = Date.now();
  await collector.maintain();
  await store.close();
  const receiver = await otlpReceiver(200);
  const { code, stderr } = await start(['export', '--otlp', receiver.url, '--db', url]).ended;
  expect([code, stderr]).toEqual([0, '']);
  const [{ scopeMetrics }] = JSON.parse(receiver.received[0]?.body ?? '').resourceMetrics;
  expect(scopeMetrics[0].metrics[0]).toMatchObject({ name: 'turntally.turns', sum: { dataPoints: [{ asInt: '35' }] } });
});

test('a server that cannot be read is one line without the password, and exit code 2', async () => {
  const url = (await newDatabase()).replace('postgres@', 'stranger:pa55w0rd@');
  const { code, stderr } = await start(['export', '--otlp', 'http://127.0.0.1:4318', '--db', url]).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^turntally: cannot read the database postgres:\/\/stranger@[^\n]+: role "stranger" does not exist\n$/,
  );
  expect(stderr).not.toContain('pa55w0rd');
});
