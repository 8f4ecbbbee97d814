import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../../test/support/freePort.js';
import { startPostgres } from '../../../../test/support/startPostgres.js';
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
    'has an sslmode that does not exist, which must not mean a connection without TLS',
    `postgres://user:${secret}@127.0.0.1/db?sslmode=verify_full`,
    /^--db has an unknown sslmode; it must be one of disable, no-verify, require, verify-ca, verify-full$/,
  ],
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

test.each(['require', 'verify-ca', 'verify-full'])('sslmode=%s with a server that has no TLS', async (mode) => {
  expect(await refusal(`${serverUrl()}?sslmode=${mode}`)).toMatch(/: The server does not support SSL connections$/);
});

test('a server that accepts the connection and is silent, one that speaks another protocol', async () => {
  const answers: readonly ((socket: Socket) => void)[] = [() => {}, (socket) => socket.end('HTTP/1.1 400 \r\n\r\n')];
  const lines = answers.map(async (answer) => {
    const server = createServer((socket) => answer(socket.on('error', () => {})));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    return refusal(`postgres://user:${secret}@127.0.0.1:${port}/db`);
  });
  const [silent, other] = await Promise.all(lines);
  expect(silent).toMatch(/: Connection terminated due to connection timeout$/);
  expect(other).toMatch(/^cannot open the database postgres:\/\/user@127\.0\.0\.1:\d+\/db: \S+/);
});

test('a password that is missing or wrong', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const rules = join(server.data, 'pg_hba.conf');
  writeFileSync(rules, `host all guarded 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  await queryOnce(server.url, `CREATE ROLE guarded LOGIN PASSWORD 'another one'`);
  await queryOnce(server.url, 'SELECT pg_reload_conf()');
  const ofGuarded = server.url.replace('postgres@', 'guarded@');
  const missing = /: the server asks for a password: set PGPASSWORD$/;
  await expect.poll(() => refusal(ofGuarded), { timeout: 20_000 }).toMatch(missing);
  expect(await refusal(as('guarded', server.url))).toMatch(/: password authentication failed for user "guarded"$/);
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
    /: the database is of a later version of turntally \(schema 7; this one knows \d+\): update the collector$/,
  );
  await queryOnce(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  expect(await refusal(url)).toMatch(/: the database is read-only$/);
});
