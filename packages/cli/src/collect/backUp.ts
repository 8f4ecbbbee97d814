import { backUpSqlite } from '@turntally/collector';
import { fileOfApp } from '../databaseOfApp.js';
import { errorMessage } from '../errorMessage.js';
import { checkExists } from '../openDatabase.js';
import { UsageError } from '../UsageError.js';
import { withUsageErrors } from './withUsageErrors.js';

/**
 * `collect --backup`: copies the database to `file`, also while collectors run.
 *
 * @param apps - Those of `--app`. There may be one, whose database is copied.
 * @throws UsageError if the database is not a SQLite file, or is missing, or if there are several, Error if there is no copy
 */
export async function backUp(db: string, file: string, [app, ...others]: readonly string[]): Promise<void> {
  if (/^postgres(ql)?:/i.test(db)) {
    throw new UsageError('--backup is for a SQLite file: back up PostgreSQL with pg_dump');
  }
  if (others.length > 0) throw new UsageError('--backup copies the database of one app: give --app once');
  const url = fileOfApp(db, app);
  checkExists(url);
  try {
    await withUsageErrors(() => backUpSqlite(url, file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Error(`cannot back up ${url} to ${file}: ${errorMessage(error)}`, { cause: error });
  }
  process.stdout.write(`turntally: copied ${url} to ${file}\n`);
}
