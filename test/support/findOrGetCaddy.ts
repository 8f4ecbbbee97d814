import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOrGet } from './findOrGet.js';

const run = promisify(execFile);

/**
 * Returns the program, which is installed by apt if there is none and this is root.
 *
 * @throws Error that explains how to provide Caddy
 */
export function findOrGetCaddy(): Promise<string> {
  return findOrGet({
    name: 'Caddy',
    debianPackage: 'caddy',
    how: 'Install Caddy, e.g. by `apt-get install caddy` or `brew install caddy`, or set CADDY_PATH.',
    find: () =>
      run(program, ['version']).then(
        () => program,
        () => undefined,
      ),
  });
}

const program = process.env.CADDY_PATH ?? 'caddy';
