import { checkFileUrl } from './checkFileUrl.js';
import { explainOpenError, pathOfUrl } from './explainOpenError.js';
import { whyNotCreated } from './prepareFile.js';
import { createClient } from './sqliteClient.js';

/**
 * Writes a consistent copy of a collector's SQLite file, also while collectors count into it: everything that was acknowledged
 * before the call is in the copy. (A copy of the file alone lacks what is still in its log.) The copy has no log and no deleted
 * pages, and only its owner can read it.
 *
 * @param url - The database: `file:` and a path, as for `sqliteStore`.
 * @param file - The path of the copy, which must not exist.
 * @throws OptionError if the url is wrong, Error naming what else is wrong, and then there is no copy: the database is missing or of another program, the copy exists or
 * cannot be created, the disk is full.
 * @example
 * await backUpSqlite('file:/var/lib/turntally/turntally.db', '/var/backups/turntally/2026-11-29.db');
 */
export async function backUpSqlite(url: string, file: string): Promise<void> {
  checkFileUrl(url);
  const { closeSync, fsyncSync, openSync, rmSync, statSync } = await import('node:fs');
  const { dirname } = await import('node:path');
  const path = pathOfUrl(url);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Error(`there is no file ${path}`);
  const client = await createClient({ path });
  try {
    await client.execute('SELECT 1 FROM counts LIMIT 1').catch((error) => {
      throw explainOpenError(error);
    });
    try {
      closeSync(openSync(file, 'wx', 0o600));
    } catch (error) {
      throw whyNotCreated(error, dirname(file));
    }
    try {
      await client.execute({ sql: 'VACUUM INTO ?', args: [file] });
      // SQLite does not wait for the disk here.
      const copy = openSync(file, 'r+');
      fsyncSync(copy);
      closeSync(copy);
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
  } finally {
    client.close();
  }
}
