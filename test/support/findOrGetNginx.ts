import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Returns the program, which is installed by apt if there is none and this is root.
 *
 * @throws Error that explains how to provide nginx
 */
export async function findOrGetNginx(): Promise<string> {
  if (await isThere()) return nginx;
  const how = 'Install nginx, e.g. by `apt-get install nginx-light` or `brew install nginx`, or set NGINX_PATH.';
  try {
    if (process.getuid?.() !== 0) throw new Error('only root can install packages');
    await run('apt-get', ['update']);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'nginx-light'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' /* starts no service */ },
    });
  } catch (error) {
    throw new Error(`nginx is not found, and its installation failed. ${how}\n${error}`);
  }
  if (!(await isThere())) throw new Error(`nginx is installed but not found. ${how}`);
  return nginx;
}

const nginx = process.env.NGINX_PATH ?? 'nginx';

const isThere = (): Promise<boolean> =>
  run(nginx, ['-v']).then(
    () => true,
    () => false,
  );
