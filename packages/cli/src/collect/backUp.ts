import { backUpSqlite } from '@turntally/collector';
import { errorMessage } from '../errorMessage.js';
import { checkExists } from '../openDatabase.js';
import { UsageError } from '../UsageError.js';
import { withUsageErrors } from './withUsageErrors.js';

/**
 * `collect --backup`: copies the database to `file`, also while collectors run.
 *
 * @throws UsageError if the database is not a SQLite file, or is missing, Error if there is no copy
 */
export async function backUp(db: string, file: string): Promise<void> {
  if (/^postgres(ql)?:/i.test(db)) {
    throw new UsageError('--backup is for a SQLite file: back up PostgreSQL with pg_dump');
  }
  checkExists(db);
  try {
    await withUsageErrors(() => backUpSqlite(db, file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Error(`cannot back up ${db} to ${file}: ${errorMessage(error)}`, { cause: error });
  }
  process.stdout.write(`turntally: copied ${db} to ${file}\n`);
}
