import { expect, test } from 'vitest';
import { freePort } from '../../../../test/support/freePort.js';
import { newDatabase, queryOnce, serverUrl } from '../../../collector/test/postgres/database.js';
import { start } from '../support.js';

const secret = 'pa55w0rd';

/** The one line with which the command ends; the exit code is 2. */
async function refusal(db: string, ...more: readonly string[]): Promise<string> {
  const { code, stderr, stdout } = await start(['collect', '--port', '0', '--db', db, ...more]).ended;
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).not.toContain(secret);
  expect(code).toBe(2);
  return stderr.slice('turntally: '.length).trim();
}

/** A collector that starts, and so creates its tables. */
async function startOnce(db: string): Promise<void> {
  const { line, child, ended } = start(['collect', '--port', '0', '--db', db]);
  expect(await line).toContain('listening on');
  child.kill();
  await ended;
}

const as = (user: string, url: string) => url.replace('postgres@', `${user}:${secret}@`);

test.each([
  ['has no database', `postgres://user:${secret}@127.0.0.1`, /^--db must be .*: this one has no database$/],
  ['has a wrong port', `postgres://user:${secret}@127.0.0.1:x/db`, /^--db must be postgres:\/\/user@host\/database/],
  [
    'names a certificate that is missing',
    `postgres://user:${secret}@127.0.0.1/db?sslrootcert=/no/ca.pem`,
    /ENOENT.*\/no\/ca.pem/,
  ],
])('a URL that %s is one line and exit code 2', async (_, db, line) => {
  expect(await refusal(db)).toMatch(line);
});

test('--max-size is for files', async () => {
  expect(await refusal(`postgres://user:${secret}@127.0.0.1/db`, '--max-size', '2G')).toMatch(
    /^--max-size is for a SQLite file/,
  );
});

test('a server that cannot be reached is named without the password', async () => {
  const address = `127.0.0.1:${await freePort()}/db`;
  expect(await refusal(`postgres://user:${secret}@${address}?sslmode=disable`)).toBe(
    `cannot open the database postgres://user@${address}: connect ECONNREFUSED ${address.replace('/db', '')}`,
  );
});

test('a database or a user that is missing', async () => {
  const url = serverUrl();
  expect(await refusal(url.replace(/[^/]*$/, 'missing'))).toMatch(/: database "missing" does not exist$/);
  expect(await refusal(as('stranger', url))).toMatch(/: role "stranger" does not exist$/);
});

test('a user who may not create the tables leaves nothing half made; one who may not write is refused with the table', async () => {
  const url = await newDatabase();
  const user = `reader_${process.pid}`;
  await queryOnce(url, `CREATE ROLE ${user} LOGIN`);
  const schemas = () => queryOnce(url, "SELECT nspname FROM pg_namespace WHERE nspname = 'turntally'");
  expect(await refusal(as(user, url))).toMatch(/: permission denied for database /);
  expect(await schemas()).toEqual([]);

  await queryOnce(url, `CREATE SCHEMA turntally AUTHORIZATION ${user}`);
  await startOnce(as(user, url));
  await queryOnce(url, `REVOKE UPDATE ON turntally.counts FROM ${user}`);
  expect(await refusal(as(user, url))).toMatch(/: the user of the database may not write in turntally\.counts$/);
});

test('a read-only database, and one of a later version', async () => {
  const url = await newDatabase();
  const name = url.replace(/.*\//, '');
  await startOnce(url);
  await queryOnce(url, 'UPDATE turntally.schema_version SET version = 7');
  expect(await refusal(url)).toMatch(
    /: the database is of a later version of turntally \(schema 7; this one knows 1\): update the collector$/,
  );
  await queryOnce(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  expect(await refusal(url)).toMatch(/: the database is read-only$/);
});
