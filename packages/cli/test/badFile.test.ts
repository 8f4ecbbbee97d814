import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { allRows, databaseFile, newId, openStore } from '../../collector/test/support.js';
import { answerTo, start } from './support.js';

vi.setConfig({ testTimeout: 60_000 });

const privileges = '-dac_override,-dac_read_search';
/** The privileges of root would make all files writable. */
const asOwner = process.getuid?.() === 0 ? ['setpriv', `--bounding-set=${privileges}`, `--inh-caps=${privileges}`] : [];

const collect = (db: string) => start(['collect', '--db', db, '--port', '0'], {}, asOwner);

/** The file of a collector that has run. */
async function usedFile(): Promise<string> {
  const path = databaseFile();
  const { line, child, ended } = start(['collect', '--db', `file:${path}`, '--port', '0']);
  await line;
  child.kill('SIGTERM');
  await ended;
  return path;
}

async function execute(path: string, ...statements: readonly string[]): Promise<void> {
  const client = createClient({ url: `file:${path}` });
  for (const statement of statements) await client.execute(statement);
  client.close();
}

/** The content of each file of the folder, by name; not that of SQLite's shared memory, which each reader changes. */
function contentsOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Sets a mode until the test ends. */
function setMode(path: string, mode: number): void {
  const { mode: before } = statSync(path);
  chmodSync(path, mode);
  onTestFinished(() => chmodSync(path, before));
}

const mayNotUse = 'the user of this process may not read and write the file';

test.each<[string, () => Promise<string>, RegExp]>([
  [
    'that may not be written',
    async () => {
      const path = await usedFile();
      setMode(path, 0o444);
      return path;
    },
    new RegExp(`: ${mayNotUse}$`),
  ],
  [
    'in a folder where none may be created',
    async () => {
      const path = databaseFile();
      setMode(dirname(path), 0o555);
      return path;
    },
    /: the user of this process may not create files in the folder \/\S+$/,
  ],
  [
    'whose folder does not take the log',
    async () => {
      const path = await usedFile();
      setMode(dirname(path), 0o555);
      return path;
    },
    /: the user of this process may not create files in the folder \/\S+$/,
  ],
  [
    'of a later version',
    async () => {
      const path = await usedFile();
      await execute(path, 'PRAGMA user_version = 99', 'PRAGMA wal_checkpoint(TRUNCATE)');
      return path;
    },
    /: the file is of a later version of turntally \(schema 99; this one knows \d+\): update the collector$/,
  ],
  [
    'of another program',
    async () => {
      const path = databaseFile();
      await execute(path, 'CREATE TABLE notes (text)');
      return path;
    },
    /: the file is a database of another program$/,
  ],
])('a database %s is one line, exit code 2, and left as it is', async (_, create, reason) => {
  const path = await create();
  const before = contentsOf(dirname(path));
  const { code, stdout, stderr } = await collect(`file:${path}`).ended;
  expect(stderr).toMatch(/^turntally: cannot open the database file:[^\n]+\n$/);
  expect(stderr.trim()).toMatch(reason);
  expect([code, stdout]).toEqual([2, '']);
  expect(contentsOf(dirname(path))).toEqual(before);
});

test.each(['?mode=ro', '#part', '?authToken=secret'])('a file URL with %s creates nothing', async (more) => {
  const path = databaseFile();
  const { code, stderr } = await collect(`file:${path}${more}`).ended;
  expect([code, stderr.split('\n').length]).toEqual([2, 2]);
  expect(stderr).toMatch(/^turntally: --db must be file: and a path, such as "file:turntally\.db"/);
  expect(readdirSync(dirname(path))).toEqual([]);
});

/** A collector whose file fails for a while, and works again without a restart. Returns what it has logged. */
async function failing(path: string, begin: (pid: number) => void, end: (pid: number) => void): Promise<string> {
  const { line, child, ended } = collect(`file:${path}`);
  const url = (await line).replace(/.* /, '');
  const counted = newId();
  const ids = Array.from({ length: 5 }, newId);
  expect(await answerTo(url, counted)).toEqual([202, null]);
  begin(child.pid ?? 0);
  for (const id of [...ids, ...ids]) expect(await answerTo(url, id)).toEqual([503, '10']);
  expect((await fetch(`${url}/healthz`)).status).toBe(503);
  end(child.pid ?? 0);
  for (const id of [counted, ...ids, ...ids]) expect(await answerTo(url, id)).toEqual([202, null]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(await allRows(openStore(path))).toMatchObject([{ count: 72, reports: 6 }]);
  return stderr;
}

test('a disk that takes no more: 503 with Retry-After, nothing is lost or counted twice, and it recovers without a restart', async () => {
  // A file that may not grow, like a full disk, fails each write.
  const limit = (size: string) => (pid: number) => {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${size}:`]);
  };
  const log = await failing(databaseFile(), limit('1000'), limit('unlimited'));
  expect(log).toMatch(/^turntally: the database failed: SQLITE_\w+: [^\n]+\nturntally: the database works again\n$/);
});

test('a file that becomes read-only: the same', async () => {
  const path = databaseFile();
  const replaceBy = (mode: number) => () => {
    // A copy in the place of the file, as after a restore by another user.
    copyFileSync(path, `${path}.copy`);
    renameSync(`${path}.copy`, path);
    chmodSync(path, mode);
  };
  const log = await failing(path, replaceBy(0o444), () => chmodSync(path, 0o600));
  expect(log).toMatch(/^turntally: the database failed: [^\n]+\nturntally: the database works again\n$/);
});
