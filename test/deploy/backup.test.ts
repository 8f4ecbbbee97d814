import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { findOrGetPostgres } from '../support/findOrGetPostgres.js';
import { findOrGetSqlite } from '../support/findOrGetSqlite.js';
import { startPostgres } from '../support/startPostgres.js';
import { documented, shell } from './documented.js';
import { command, postNumber, run, startCollector, temporaryFolder } from './support.js';

const collect = (db: string) => startCollector([process.execPath, command, 'collect', '--db', db, '--port', '0']);

/** Posts batches from the number `from` on until `work` has ended. Returns the numbers that were answered 202. */
async function underLoad(url: string, from: number, work: () => Promise<void>): Promise<readonly number[]> {
  let isOver = false;
  let next = from;
  const counted: number[] = [];
  const client = async () => {
    while (!isOver) {
      const n = next++;
      if ((await postNumber(url, n)) === 202) counted.push(n);
    }
  };
  const load = Promise.all(Array.from({ length: 8 }, client));
  await work();
  isOver = true;
  await load;
  return counted;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, n) => total + n, 0);

/** What a restored database must hold: all that was counted before the backup, and each id that it knows once. */
interface Sums {
  readonly count: number;
  readonly reports: number;
  readonly ids: number;
}

/** A life with a backup and a restore. */
async function restoreAfterLoss(store: {
  readonly db: string;
  backUp(): Promise<void>;
  restore(): Promise<void>;
  sums(): Promise<Sums>;
}): Promise<void> {
  const first = await collect(store.db);
  const before = Array.from({ length: 40 }, (_, n) => n + 1);
  for (const n of before) expect(await postNumber(first.url, n)).toBe(202);
  const during = await underLoad(first.url, 1000, store.backUp);
  expect(during.length).toBeGreaterThan(0);
  const after = [5001, 5002];
  for (const n of after) expect(await postNumber(first.url, n)).toBe(202);
  await first.stop();

  await store.restore();
  const restored = await store.sums();
  // Ids and rows are of one moment.
  expect(restored.reports).toBe(restored.ids);
  expect(restored.reports).toBeGreaterThanOrEqual(before.length);
  expect(restored.reports).toBeLessThanOrEqual(before.length + during.length);

  const second = await collect(store.db);
  // Clients whose answer was lost post again; so do those that were counted after the backup, if they still hold the batch.
  const all = [...before, ...during, ...after];
  for (const n of [...all, ...all.slice(0, 20)]) expect(await postNumber(second.url, n)).toBe(202);
  await second.stop();
  expect(await store.sums()).toEqual({ count: sum(all), reports: all.length, ids: all.length });
}

test('SQLite: a backup under load, as documented, restores; what is posted again counts once', async () => {
  await findOrGetSqlite();
  const folder = temporaryFolder();
  const file = join(folder, 'turntally.db');
  const paths = {
    '/var/lib/turntally': folder,
    '/var/backups/turntally': join(folder, 'backups'),
    '-o turntally -g turntally ': '',
    'systemctl stop turntally\n': '',
    'systemctl start turntally\n': '',
    '2026-11-28': new Date().toISOString().slice(0, 10),
  };
  await run('mkdir', [join(folder, 'backups')]);
  await restoreAfterLoss({
    db: `file:${file}`,
    backUp: () => shell(documented('Backups', 'VACUUM INTO'), paths),
    restore: () => shell(documented('Restoring', 'turntally.db-wal'), paths),
    async sums() {
      const client = createClient({ url: `file:${file}` });
      const { rows } = await client.execute(
        `SELECT sum(count) AS count, sum(reports) AS reports,
           (SELECT count(*) FROM batches) + (SELECT count(*) FROM sealed_ids) AS ids FROM counts`,
      );
      client.close();
      return { count: Number(rows[0]?.count), reports: Number(rows[0]?.reports), ids: Number(rows[0]?.ids) };
    },
  });
});

test('PostgreSQL: a backup under load, as documented, restores; what is posted again counts once', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const programs = await findOrGetPostgres();
  const folder = temporaryFolder();
  const paths = {
    "'postgres://turntally@db.example.com/usage'": server.url,
    '/var/backups/turntally': folder,
    '2026-11-28': new Date().toISOString().slice(0, 10),
  };
  await restoreAfterLoss({
    db: server.url,
    backUp: () => shell(documented('Backups', 'pg_dump'), paths, programs),
    restore: () => shell(documented('Restoring', 'pg_restore'), paths, programs),
    async sums() {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query(
        `SELECT sum(count)::int AS count, sum(reports)::int AS reports,
           (SELECT count(*)::int FROM turntally.batches) + (SELECT count(*)::int FROM turntally.sealed_ids) AS ids
         FROM turntally.counts`,
      );
      await client.end();
      return rows[0];
    },
  });
});
