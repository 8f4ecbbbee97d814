import { existsSync } from 'node:fs';
import type { CollectorStore } from '@turntally/collector';
import { OptionError } from 'turntally/signals';
import { openStore } from './collect/openStore.js';
import { errorMessage } from './errorMessage.js';
import { UsageError } from './UsageError.js';

/**
 * Reads from the database of `--db`, and changes nothing in it.
 *
 * @throws UsageError if `db` is wrong or names a database that cannot be read, OptionError as `read` does.
 */
export async function openToRead<T>(db: string, read: (store: CollectorStore) => Promise<T>): Promise<T> {
  const { store, name } = await open(db);
  try {
    return await read(store);
  } catch (error) {
    if (error instanceof OptionError) throw error;
    throw new UsageError(`cannot read the database ${name}: ${errorMessage(error)}`);
  } finally {
    await store.close();
  }
}

async function open(db: string) {
  try {
    const opened = await openStore(db, { readOnly: true });
    if (/^file:/i.test(db) && !existsSync(pathOf(db))) throw new UsageError(`there is no database ${db}`);
    return opened;
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(`--db ${error.reason}`) : error;
  }
}

/** The path of a `file:` URL, which may be relative. */
function pathOf(db: string): string {
  return decodeURIComponent(db.replace(/^file:(\/\/(localhost)?(?=\/))?/i, '').replace(/[?#].*/s, ''));
}
