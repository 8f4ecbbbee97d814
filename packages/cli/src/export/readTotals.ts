import { existsSync } from 'node:fs';
import type { Totals } from '@turntally/collector';
import { OptionError } from 'turntally/signals';
import { openStore } from '../collect/openStore.js';
import { errorMessage } from '../errorMessage.js';
import { UsageError } from '../UsageError.js';

/**
 * Reads the totals of the releases that counted something since a day.
 *
 * @throws UsageError if `db` is wrong, or names a database that cannot be read.
 */
export async function readTotals(db: string, since: string): Promise<Totals> {
  const { store, name } = await open(db);
  try {
    return await store.totals(since);
  } catch (error) {
    throw new UsageError(`cannot read the database ${name}: ${errorMessage(error)}`);
  } finally {
    await store.close();
  }
}

/** A store would create a file that is missing, and a mistyped name would export nothing every day. */
async function open(db: string) {
  try {
    const opened = await openStore(db, undefined);
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
