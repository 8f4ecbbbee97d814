import { columnsOfTables, migrationFrom, schemaVersion, tables } from './schema.js';
import type { Client, Transaction } from './sqliteClient.js';

/**
 * Creates the tables in a new file, and makes a file of an earlier version one of this version, in one transaction. Resolves with
 * whether the file was changed.
 *
 * @throws Error if the file is of a later version, or a database of another program: it is left as it is.
 */
export async function migrate(client: Client): Promise<boolean> {
  if ((await versionOf(client)) === schemaVersion) {
    await client.batch([...columnsOfTables], 'read');
    return false;
  }
  const transaction = await client.transaction('write');
  try {
    const version = await versionOf(transaction); // another process may have been faster
    const isOlder = version < schemaVersion;
    const statements = isOlder ? [...tables, ...columnsOfTables, ...migrationFrom(version)] : columnsOfTables;
    for (const statement of statements) await transaction.execute(statement);
    await transaction.commit();
    return isOlder;
  } finally {
    transaction.close(); // rolls back what is not committed
  }
}

/** Checks, without a change, that a file has the tables of this version. @throws Error that explains which it has */
export async function checkTables(client: Client): Promise<void> {
  if ((await versionOf(client)) < schemaVersion) {
    throw new Error(
      'the file is empty or of an earlier version of turntally: start a collector of this version with it first',
    );
  }
  await client.batch([...columnsOfTables], 'read');
}

async function versionOf(database: Client | Transaction): Promise<number> {
  const version = Number((await database.execute('PRAGMA user_version')).rows[0]?.user_version);
  const found = await database.execute(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  const names = found.rows.map(({ name }) => name);
  const isOurs = version === 0 ? names.length === 0 || names.includes('batches') : names.includes('published_days');
  if (!isOurs) throw new Error('the file is a database of another program');
  if (version > schemaVersion) {
    throw new Error(
      `the file is of a later version of turntally (schema ${version}; this one knows ${schemaVersion}): update the collector`,
    );
  }
  return version;
}
