import { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { postgresStore } from '../../src/postgres/index.js';
import { newId } from '../support.js';
import { queryOnce, serverUrl, testDatabase } from './database.js';

test('a read-only store needs no permission but SELECT, and writes nothing', async () => {
  const database = testDatabase();
  const { schema } = database;
  const role = `reader_of_${schema}`;
  await database.query(`CREATE ROLE ${role} LOGIN`);
  onTestFinished(async () => {
    await queryOnce(serverUrl(), `DROP OWNED BY ${role}`);
    await queryOnce(serverUrl(), `DROP ROLE ${role}`);
  });
  const pool = new Pool({ connectionString: database.url.replace('postgres@', `${role}@`), max: 1 });
  const reader = postgresStore({
    schema,
    readOnly: true,
    query: async (sql, parameters) => (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows,
    close: () => pool.end(),
  });
  const days = { from: '2026-05-01', to: '2026-05-31' };
  await expect(reader.rows(days)).rejects.toThrow(`there are no tables of a collector in the schema ${schema}`);

  const collector = database.open();
  const counters = [{ signal: 'turns', bucket: 'total', count: 12 }];
  await collector.settle(
    newId(),
    { kind: 'count', payload: { version: '1.4.0', os: 'linux', counters } },
    '2026-05-20',
  );
  await collector.publish('2026-05-21', 1);
  await database.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
  await database.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
  expect(await reader.rows(days)).toMatchObject([{ count: 12 }]);
  expect(await reader.sums(days, 'bucket')).toMatchObject([{ count: 12 }]);
  expect(await reader.omissions(days)).toMatchObject([{ date: '2026-05-20' }]);
  for (const write of [
    reader.settleAll('2026-05-21', []),
    reader.publish('2026-05-21', 1),
    reader.forget('2026-05-21'),
    reader.drop('2026-05-21', 1),
  ]) {
    await expect(write).rejects.toThrow('the store is read-only');
  }
  await database.query(`UPDATE ${schema}.schema_version SET version = 1`);
  await expect(reader.rows(days).then(() => reader.rows(days))).resolves.toHaveLength(1); // checked once
  await Promise.all([collector.close(), reader.close()]);
});
