import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../../../test/support/startPostgres.js';
import { queryOnce } from '../../../collector/test/postgres/database.js';
import { start } from '../support.js';

/** A certificate of its own for 127.0.0.1. */
async function selfSigned(): Promise<{ readonly key: string; readonly certificate: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject],
    ...['-keyout', key, '-out', certificate],
  ]);
  return { key, certificate };
}

test('TLS by URL: the certificate is verified', async () => {
  const { key, certificate } = await selfSigned();
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  // PostgreSQL wants the key to be its own.
  const owner = statSync(server.data);
  chownSync(key, owner.uid, owner.gid);
  chmodSync(key, 0o600);
  for (const [name, value] of Object.entries({ ssl_cert_file: certificate, ssl_key_file: key, ssl: 'on' })) {
    await queryOnce(server.url, `ALTER SYSTEM SET ${name} = '${value}'`);
  }
  await queryOnce(server.url, 'SELECT pg_reload_conf()');
  const known = `sslmode=verify-full&sslrootcert=${certificate}`;
  const isEncrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  await expect.poll(() => queryOnce(`${server.url}?${known}`, isEncrypted).catch(String)).toEqual([{ ssl: true }]);

  const unknown = await start(['collect', '--port', '0', '--db', `${server.url}?sslmode=verify-full`]).ended;
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(/^turntally: cannot open the database postgres:[^?]*: self-signed certificate\n$/);

  const running = start(['collect', '--port', '0', '--db', `${server.url}?${known}`]);
  expect(await running.line).toContain('listening on');
  const sessions = await queryOnce(
    server.url,
    "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'turntally'",
  );
  expect(sessions).toEqual([{ ssl: true }]);
  expect(running.errors()).toBe('');
});
