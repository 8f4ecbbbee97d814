import * as z from 'zod/mini';
import type { D1Database, D1Result } from '../d1/D1Database.js';
import { setUp } from '../d1/setUp.js';
import { statement } from '../d1/statement.js';

/** What a root has beside the tables of every store. */
const tables = [
  // count: the number of shards
  'CREATE TABLE IF NOT EXISTS shards (count INTEGER NOT NULL) STRICT',
  // n: the number of the last delivery
  'CREATE TABLE IF NOT EXISTS shard_deliveries (shard TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  // Shards know nothing of ids that a d1Store would add from now on.
  ...['batches', 'sealed_ids'].map(
    (table) => `CREATE TRIGGER IF NOT EXISTS ${table}_in_shards BEFORE INSERT ON ${table} BEGIN
      SELECT raise(ABORT, 'the database is the root of shards, which need durableObjectStore');
    END`,
  ),
] as const;

const rememberCount = 'INSERT INTO shards SELECT ? WHERE NOT EXISTS (SELECT 1 FROM shards)';

const select = `
  SELECT count, EXISTS (SELECT 1 FROM batches) OR EXISTS (SELECT 1 FROM sealed_ids) AS hasIds FROM shards`;

const found = z.tuple([z.object({ count: z.int(), hasIds: z.int() })]);

/**
 * Makes a database the root of `count` shards, if it is not yet. It may be the database of a `d1Store`, which from now on can no
 * longer count into it. Returns whether it has ids of batches that such a store has settled: no shard knows them.
 *
 * @throws Error if it is the root of another number of shards.
 */
export async function setUpRoot(root: D1Database, count: number): Promise<boolean> {
  await setUp(root);
  const result = (await read(root)) ?? (await create(root, count));
  const [{ count: stored, hasIds }] = found.parse(result?.results);
  if (stored !== count) {
    throw new Error(
      `the root was set up for ${stored} shards, not ${count}: with another number, ids would reach other shards and count again. Set count to ${stored}`,
    );
  }
  return hasIds === 1;
}

/** `undefined` if the database is no root yet. */
async function read(root: D1Database): Promise<D1Result | undefined> {
  try {
    return (await root.batch([root.prepare(select)]))[0];
  } catch (error) {
    if (!String(error).includes('no such table')) throw error;
    return undefined;
  }
}

/** Several Workers may do so at the same time: the first one decides. */
async function create(root: D1Database, count: number): Promise<D1Result | undefined> {
  const statements = [...tables.map((sql) => root.prepare(sql)), statement(root, rememberCount, [count])];
  return (await root.batch([...statements, root.prepare(select)])).at(-1);
}
