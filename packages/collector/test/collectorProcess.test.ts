import { expect, onTestFinished, test } from 'vitest';
import { startCollectorProcess } from './collectorProcess.js';
import { databaseFile, newId, openStore, payload, total } from './support.js';

test('a collector in its own process counts, stops its clock, and ends when it is closed', async () => {
  const db = databaseFile();
  const now = Date.UTC(2026, 4, 20, 12);
  const collector = await startCollectorProcess({ db: `file:${db}`, access: 'open', minReports: 1, now });
  onTestFinished(() => collector.close());
  const headers = { 'content-type': 'application/json', 'idempotency-key': newId() };
  const posted = await fetch(`${collector.url}/v1/metrics`, { method: 'POST', headers, body: payload() });
  expect(posted.status).toBe(202);
  const rows = await (await fetch(`${collector.url}/v1/metrics?days=1`)).json();
  expect(rows).toMatchObject([{ date: '2026-05-20', count: 12 }]);
  await collector.close();
  expect(await total(openStore(db))).toBe(12);
});

test('it fills its database first', async () => {
  const seed = { shape: 'one-day', seed: 1, to: '2026-05-20' } as const;
  const now = Date.UTC(2026, 4, 21, 12);
  const collector = await startCollectorProcess({ db: `file:${databaseFile()}`, access: 'open', now, seed });
  onTestFinished(() => collector.close());
  expect(await (await fetch(collector.url)).text()).toContain('Failed requests');
});

test('close rejects if the process was killed', async () => {
  const collector = await startCollectorProcess({ db: `file:${databaseFile()}` });
  collector.child.kill('SIGKILL');
  await expect(collector.close()).rejects.toThrow('ended with SIGKILL');
});

test('a process that cannot start rejects', async () => {
  await expect(startCollectorProcess({ db: 'memory' })).rejects.toThrow(/ended with 1: .*url must be file:/s);
});
