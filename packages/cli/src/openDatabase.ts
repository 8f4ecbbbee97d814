import { existsSync } from 'node:fs';
import type { CollectorStore } from '@turntally/collector';
import { OptionError } from 'turntally/signals';
import { openStore } from './collect/openStore.js';
import { errorMessage } from './errorMessage.js';
import { UsageError } from './UsageError.js';

/** The command line's `--db` and `--app`. */
export interface Database {
  readonly db: string;
  /** One of several apps; the collector is for one app if `undefined`. */
  readonly app?: string | undefined;
}

/**
 * Reads from the database of `--db` and `--app`, and changes nothing in it.
 *
 * @throws UsageError if they are wrong or name a database that cannot be read, OptionError as `read` does.
 */
export function openToRead<T>(database: Database, read: (store: CollectorStore) => Promise<T>): Promise<T> {
  return withDatabase(database, read, true);
}

/**
 * Changes the database of `--db` and `--app`, which must exist: a wrong name must not make an empty one.
 *
 * @throws UsageError if they are wrong or name a database that cannot be written, OptionError as `change` does.
 */
export function openToChange<T>(database: Database, change: (store: CollectorStore) => Promise<T>): Promise<T> {
  return withDatabase(database, change, false);
}

async function withDatabase<T>(
  database: Database,
  work: (store: CollectorStore) => Promise<T>,
  readOnly: boolean,
): Promise<T> {
  const { store, name } = await open(database, readOnly);
  try {
    return await work(store);
  } catch (error) {
    if (error instanceof OptionError) throw error;
    throw new UsageError(`cannot ${readOnly ? 'read' : 'change'} the database ${name}: ${errorMessage(error)}`);
  } finally {
    await store.close();
  }
}

async function open({ db, app }: Database, readOnly: boolean) {
  try {
    const opened = await openStore(db, { app, readOnly });
    checkExists(opened.name);
    return opened;
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(`--db ${error.reason}`) : error;
  }
}

/** @param database - Its URL, or the name that log lines have for it. @throws UsageError if it is a file that does not exist. */
export function checkExists(database: string): void {
  if (!/^file:/i.test(database) || existsSync(pathOf(database))) return;
  throw new UsageError(`there is no database ${database}`);
}

/** The path of a `file:` URL, which may be relative. @throws UsageError if a part of it cannot be decoded */
function pathOf(db: string): string {
  const path = db.replace(/^file:(\/\/(localhost)?(?=\/))?/i, '').replace(/[?#].*/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    throw new UsageError(`--db ${db} is no URL: write % as %25`);
  }
}
