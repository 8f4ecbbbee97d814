import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOrGet } from './findOrGet.js';

const run = promisify(execFile);

/**
 * Returns the program, which is installed by apt if there is none and this is root.
 *
 * @throws Error that explains how to provide sqlite3
 */
export function findOrGetSqlite(): Promise<string> {
  return findOrGet({
    name: 'sqlite3',
    debianPackage: 'sqlite3',
    how: 'Install it, e.g. by `apt-get install sqlite3` or `brew install sqlite`.',
    find: () =>
      run(program, ['--version']).then(
        () => program,
        () => undefined,
      ),
  });
}

const program = 'sqlite3';
