import { checkAppName } from '@turntally/collector';
import { OptionError } from 'turntally/signals';
import { UsageError } from './UsageError.js';

/**
 * Returns the URL of an app's SQLite file, which is beside that of `--db`: `file:turntally.chat.db` for `file:turntally.db`. A URL
 * that no store takes stays as it is, and so does that of a collector without apps.
 *
 * @throws UsageError if the app cannot have this name.
 */
export function fileOfApp(db: string, app: string | undefined): string {
  if (app === undefined) return db;
  checkApp(app);
  if (!/^file:[^?#]+$/.test(db)) return db;
  const nameAt = Math.max(db.lastIndexOf(':'), db.lastIndexOf('/')) + 1;
  const dotAt = db.lastIndexOf('.');
  const end = dotAt > nameAt ? dotAt : db.length;
  return `${db.slice(0, end)}.${app}${db.slice(end)}`;
}

/**
 * Returns the schema of an app in PostgreSQL: `turntally_my_chat` for `my-chat`, and `turntally` for a collector without apps.
 *
 * @throws UsageError if the app cannot have this name.
 */
export function schemaOfApp(app: string | undefined): string {
  if (app === undefined) return 'turntally';
  checkApp(app);
  return `turntally_${app.replaceAll('-', '_')}`; // names have no "_", so the schemas of two apps differ
}

function checkApp(app: string): void {
  try {
    checkAppName(app, '--app');
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(`${error.option} ${error.reason}`) : error;
  }
}
