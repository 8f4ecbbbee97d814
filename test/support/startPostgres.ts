import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findOrGetPostgres } from './findOrGetPostgres.js';
import { freePort } from './freePort.js';

const run = promisify(execFile);

export interface RunningPostgres {
  /** `postgres://postgres@127.0.0.1:PORT/postgres` */
  readonly url: string;
  /** The folder of its data, which belongs to its user. */
  readonly data: string;
  /** Kills the server without a warning, and resolves when it is gone; its sessions end when they notice. */
  kill(): Promise<void>;
  /** Ends the server as an administrator does, without waiting for its sessions. */
  shutDown(): Promise<void>;
  /** Starts the server again, on the same port and data. */
  restart(): Promise<void>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server of the test's own: its data in a temporary folder, on loopback only, as a user without privileges, and
 * with settings `name=value` on top of the defaults.
 *
 * @throws Error that explains how to provide PostgreSQL
 */
export async function startPostgres(...settings: readonly string[]): Promise<RunningPostgres> {
  const programs = await findOrGetPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'turntally-postgres-'));
  const user = await unprivilegedUser();
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const as = { cwd: folder, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' }, ...user };
  const initdb = (...more: readonly string[]) =>
    run(
      join(programs, 'initdb'),
      ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync', ...more],
      as,
    );
  // A locale that does not order by bytes, where there are such without the system's: from PostgreSQL 15 on.
  await initdb('--locale-provider=icu', '--icu-locale=en').catch(() => initdb());
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const all = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...settings];
  const args = ['-D', data, ...all.flatMap((setting) => ['-c', setting])];
  let server: ChildProcess;
  let output = '';

  /** Retries for a while: sessions of a killed server hold its shared memory until they notice. */
  async function start(): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      output = '';
      const child = spawn(join(programs, 'postgres'), args, { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.on('data', (chunk: Buffer) => {
        output = (output + chunk).slice(-10_000);
      });
      server = child;
      while (isRunning(child)) {
        if (await answers(url)) return;
        if (Date.now() > deadline) child.kill('SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${output}`);
    }
  }

  const end = async (signal: 'SIGKILL' | 'SIGINT') => {
    if (!isRunning(server)) return;
    const closed = once(server, 'exit');
    server.kill(signal);
    await closed;
  };
  process.once('exit', () => server.kill('SIGKILL'));
  await start();
  return {
    url,
    data,
    kill: () => end('SIGKILL'),
    shutDown: () => end('SIGINT'),
    restart: start,
    async stop() {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** PostgreSQL refuses to run as root. Its package makes a user; undefined if this is not root. */
async function unprivilegedUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (option: string) =>
    Number((await run('id', [option, 'postgres']).catch(() => run('id', [option, 'nobody']))).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
