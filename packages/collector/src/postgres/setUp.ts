import * as z from 'zod/mini';
import type { Query } from './query.js';
import type { Statements } from './statements.js';
import { createTables, migrateTables, schemaVersion } from './tables.js';

const versions = z.tuple([z.object({ version: z.int(), forbidden: z.nullable(z.string()) })]);

/**
 * Creates the tables if they are missing, and brings those of an earlier version up to date. Several collectors may do so at the same time.
 *
 * @throws Error if the database is read-only or may not be written by this user, or if the tables are of a later version or of
 * another program: they are left as they are.
 */
export async function setUp(query: Query, schema: string, statements: Statements): Promise<void> {
  const [found] = await query(findTables, [`"${schema}".schema_version`]);
  if (found?.read_only === 'on') throw new Error('the database is read-only');
  if (found?.name == null) await query(createTables(schema), []);
  const read = () => readVersion(query, schema, statements);
  const stored = await read();
  if (stored.version < schemaVersion) await query(migrateTables(schema), []);
  const { version, forbidden } = stored.version < schemaVersion ? await read() : stored;
  checkVersion(version);
  if (forbidden !== null) throw new Error(`the user of the database may not write in ${forbidden}`);
}

/**
 * Checks, without a change, that the tables of this version are there.
 *
 * @throws Error that explains what is there instead.
 */
export async function checkTables(query: Query, schema: string, statements: Statements): Promise<void> {
  const [found] = await query(findTables, [`"${schema}".schema_version`]);
  if (found?.name == null) throw new Error(`there are no tables of a collector in the schema ${schema}`);
  const { version } = await readVersion(query, schema, statements);
  checkVersion(version);
  if (version < schemaVersion) {
    throw new Error(
      'the database is of an earlier version of turntally: start a collector of this version with it first',
    );
  }
}

async function readVersion(query: Query, schema: string, { selectVersion }: Statements) {
  const { data, success } = versions.safeParse(await query(selectVersion, []));
  if (!success) throw new Error(`the schema ${schema} has tables of another program`);
  return data[0];
}

function checkVersion(version: number): void {
  if (version <= schemaVersion) return;
  throw new Error(
    `the database is of a later version of turntally (schema ${version}; this one knows ${schemaVersion}): update the collector`,
  );
}

const findTables = `SELECT to_regclass($1)::text AS name, current_setting('transaction_read_only') AS read_only`;
