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
export function openToRead<T>(db: string, read: (store: CollectorStore) => Promise<T>): Promise<T> {
  return withDatabase(db, read, true);
}

/**
 * Changes the database of `--db`, which must exist: a wrong name must not make an empty one.
 *
 * @throws UsageError if `db` is wrong or names a database that cannot be written, OptionError as `change` does.
 */
export function openToChange<T>(db: string, change: (store: CollectorStore) => Promise<T>): Promise<T> {
  return withDatabase(db, change, false);
}

async function withDatabase<T>(db: string, work: (store: CollectorStore) => Promise<T>, readOnly: boolean): Promise<T> {
  const { store, name } = await open(db, readOnly);
  try {
    return await work(store);
  } catch (error) {
    if (error instanceof OptionError) throw error;
    throw new UsageError(`cannot ${readOnly ? 'read' : 'change'} the database ${name}: ${errorMessage(error)}`);
  } finally {
    await store.close();
  }
}

async function open(db: string, readOnly: boolean) {
  try {
    const opened = await openStore(db, { readOnly });
    checkExists(db);
    return opened;
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(`--db ${error.reason}`) : error;
  }
}

/** @throws UsageError if `db` is a file that does not exist. */
export function checkExists(db: string): void {
  if (/^file:/i.test(db) && !existsSync(pathOf(db))) throw new UsageError(`there is no database ${db}`);
}

/** The path of a `file:` URL, which may be relative. */
function pathOf(db: string): string {
  return decodeURIComponent(db.replace(/^file:(\/\/(localhost)?(?=\/))?/i, '').replace(/[?#].*/s, ''));
}
