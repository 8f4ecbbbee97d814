import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteStore } from '../../../packages/collector/src/index.js';
import { postFrom, startCollector } from './collectorProcess.js';

const perDay = 40;
const days = 60;
const kills = 6;

/** A day before today, so that it is over whatever the time is. */
const dayBefore = (n: number): string => new Date(Date.now() - n * 86_400_000).toISOString().slice(0, 10);

const batches = Array.from({ length: days }, (_, day) =>
  Array.from({ length: perDay }, (_, n) => ({
    id: `batch-${String(day * perDay + n).padStart(16, '0')}`,
    date: dayBefore(days + 1 - day),
    payload: {
      version: `1.${n}.0`,
      os: 'linux' as const,
      counters: [{ signal: 'turns', bucket: 'total', count: 1 + ((day * perDay + n) % 997) }],
    },
  })),
);

test('a collector killed while it publishes, again and again: each day is published once, and no batch counts twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-publishing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'turntally.db');
  const store = sqliteStore(`file:${file}`);
  for (const day of batches) {
    const date = day[0]?.date ?? '';
    await store.settleAll(
      date,
      day.map(({ id, payload }) => ({ id, sealed: '', decision: { kind: 'count', payload } })),
    );
  }
  await store.close();

  for (let kill = 0; kill < kills; kill++) {
    const { child, gone } = await startCollector(file); // publishes from its start on
    await new Promise((resolve) => setTimeout(resolve, kill * 15));
    child.kill('SIGKILL');
    await gone;
  }

  const { url, child, gone } = await startCollector(file);
  const recent = batches.slice(-20).flat();
  for (const [n, { id, payload }] of recent.entries()) {
    const answer = await postFrom(`127.0.${1 + (n >> 5)}.${1 + (n % 32)}`, url, id, JSON.stringify(payload));
    expect(answer?.status).toBe(202);
  }
  child.kill('SIGTERM');
  await gone;
  const after = sqliteStore(`file:${file}`);
  onTestFinished(() => after.close());
  await after.publish(dayBefore(0), 1);
  const rows = await after.rows({ from: dayBefore(days + 2), to: dayBefore(0), unpublished: true });
  const expected = batches.flat().map(({ date, payload }) => [date, payload.version, payload.counters[0]?.count, 1]);
  expect(rows.map(({ date, version, count, reports }) => [date, version, count, reports]).sort()).toEqual(
    expected.sort(),
  );
});
