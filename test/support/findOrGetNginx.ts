import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOrGet } from './findOrGet.js';

const run = promisify(execFile);

/**
 * Returns the program, which is installed by apt if there is none and this is root.
 *
 * @throws Error that explains how to provide nginx
 */
export function findOrGetNginx(): Promise<string> {
  return findOrGet({
    name: 'nginx',
    debianPackage: 'nginx-light',
    how: 'Install nginx, e.g. by `apt-get install nginx-light` or `brew install nginx`, or set NGINX_PATH.',
    find: () =>
      run(nginx, ['-v']).then(
        () => nginx,
        () => undefined,
      ),
  });
}

const nginx = process.env.NGINX_PATH ?? 'nginx';
