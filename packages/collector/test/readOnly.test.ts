import { existsSync, readFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import type { Decision } from '../src/CollectorStore.js';
import { sqliteStore } from '../src/index.js';
import { allRows, databaseFile, newId, openStore } from './support.js';

const days = { from: '2026-05-01', to: '2026-05-31' };
const turn: Decision = {
  kind: 'count',
  payload: { version: '1.4.0', os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count: 12 }] },
};

async function runSql(path: string, sql: string): Promise<void> {
  const client = createClient({ url: `file:${path}` });
  await client.execute(sql);
  client.close();
}

test('a read-only store reads what a collector counts meanwhile, and writes nothing', async () => {
  const path = databaseFile();
  const collector = openStore(path);
  await collector.settle(newId(), turn, '2026-05-20');
  await collector.publish('2026-05-21', 1);
  const reader = sqliteStore(`file:${path}`, { readOnly: true });
  expect(await reader.rows(days)).toMatchObject([{ count: 12 }]);
  await collector.settle(newId(), turn, '2026-05-21');
  await collector.publish('2026-05-22', 1);
  expect(await reader.rows(days)).toMatchObject([{ count: 12 }, { count: 12 }]);
  await collector.settle(newId(), turn, '2026-05-22');
  await expect(reader.publish('2026-05-23', 1)).rejects.toThrow(/readonly/);
  await expect(reader.forget('2026-05-23')).rejects.toThrow(/readonly/);
  const settling = reader.settleAll('2026-05-23', [{ id: newId(), sealed: '', decision: turn }]);
  const outcome = await settling.then(
    ([result]) => result?.status,
    () => 'rejected',
  );
  expect(outcome).toBe('rejected');
  await reader.close();
  expect(await allRows(collector)).toHaveLength(3);
});

test('a read-only store creates no file, and leaves one of an earlier version or another program as it is', async () => {
  const path = databaseFile();
  const read = async () => {
    const store = sqliteStore(`file:${path}`, { readOnly: true });
    await store.rows(days).finally(() => store.close());
  };
  await expect(read()).rejects.toThrow(`there is no file ${path}`);
  expect(existsSync(path)).toBe(false);
  const collector = openStore(path);
  await collector.setUp();
  await collector.close();
  await runSql(path, 'PRAGMA user_version = 1');
  const before = readFileSync(path);
  await expect(read()).rejects.toThrow('of an earlier version of turntally: start a collector of this version');
  await runSql(path, 'PRAGMA user_version = 99');
  await expect(read()).rejects.toThrow('of a later version of turntally');
  await runSql(path, 'PRAGMA user_version = 1');
  expect(readFileSync(path).equals(before)).toBe(true);
});
