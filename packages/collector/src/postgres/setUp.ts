import * as z from 'zod/mini';
import type { Query } from './query.js';
import type { Statements } from './statements.js';
import { createTables, migrateTables, schemaVersion } from './tables.js';

const versions = z.tuple([z.object({ version: z.int(), forbidden: z.nullable(z.string()) })]);

/**
 * Creates the tables if they are missing, and brings those of version 1 up to date. Several collectors may do so at the same time.
 *
 * @throws Error if the database is read-only or may not be written by this user, or if the tables are of a later version or of
 * another program: they are left as they are.
 */
export async function setUp(query: Query, schema: string, { selectVersion }: Statements): Promise<void> {
  const [found] = await query(findTables, [`"${schema}".schema_version`]);
  if (found?.read_only === 'on') throw new Error('the database is read-only');
  if (found?.name == null) await query(createTables(schema), []);
  const stored = await readVersion();
  if (stored.version < schemaVersion) await query(migrateTables(schema), []);
  const { version, forbidden } = stored.version < schemaVersion ? await readVersion() : stored;
  if (version > schemaVersion) {
    throw new Error(
      `the database is of a later version of turntally (schema ${version}; this one knows ${schemaVersion}): update the collector`,
    );
  }
  if (forbidden !== null) throw new Error(`the user of the database may not write in ${forbidden}`);

  async function readVersion() {
    const { data, success } = versions.safeParse(await query(selectVersion, []));
    if (!success) throw new Error(`the schema ${schema} has tables of another program`);
    return data[0];
  }
}

const findTables = `SELECT to_regclass($1)::text AS name, current_setting('transaction_read_only') AS read_only`;
