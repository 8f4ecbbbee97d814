import * as z from 'zod/mini';
import { columnsOfTables, schemaVersion, tables } from '../schema.js';
import type { D1Database } from './D1Database.js';

/** A database has no `PRAGMA user_version` at Cloudflare. */
const versionTable = [
  'CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT',
  `INSERT INTO schema_version SELECT ${schemaVersion} WHERE NOT EXISTS (SELECT 1 FROM schema_version)`,
] as const;

/** Creates what is missing: the first migration of a database. */
export const createTables: readonly string[] = [...tables, ...versionTable];

const versions = z.tuple([z.object({ version: z.int() })]);

/**
 * Creates the tables that are missing, in one transaction. Several Workers may do so at the same time.
 *
 * @throws Error if the tables are of a later version or of another program: they are left as they are.
 */
export async function setUp(database: D1Database): Promise<void> {
  const version = await versionOf(database).catch((error) => {
    if (!String(error).includes('no such table')) throw error;
    return undefined;
  });
  if (version === undefined) await create(database, createTables);
  else if (version < schemaVersion) await create(database, [...tables, rememberVersion]);
  else if (version > schemaVersion) {
    throw new Error(
      `the database is of a later version of turntally (schema ${version}; this one knows ${schemaVersion}): update the collector`,
    );
  }
}

/** Another Worker may be of a later version by now. */
const rememberVersion = `UPDATE schema_version SET version = max(version, ${schemaVersion})`;

async function versionOf(database: D1Database): Promise<number> {
  const [result] = await database.batch([database.prepare('SELECT version FROM schema_version')]);
  const { success, data } = versions.safeParse(result?.results);
  if (!success) throw new Error('the database has tables of another program');
  return data[0].version;
}

async function create(database: D1Database, statements: readonly string[]): Promise<void> {
  try {
    await database.batch([...statements, ...columnsOfTables].map((sql) => database.prepare(sql)));
  } catch (error) {
    if (!/no such column/.test(String(error))) throw error;
    throw new Error('the database has tables of another program', { cause: error });
  }
}
