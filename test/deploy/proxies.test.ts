import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCollector, token } from '../adversary/support/collector.js';
import { startNginxWith } from '../adversary/support/nginx.js';
import { batch, post } from '../adversary/support/posts.js';
import { findOrGetCaddy } from '../support/findOrGetCaddy.js';
import { freePort } from '../support/freePort.js';
import { startProgram } from '../support/startProgram.js';
import { deployed, postNumber, run, send, temporaryFolder } from './support.js';

const host = { host: 'telemetry.example.com' };

async function certificate(): Promise<{ readonly key: string; readonly pem: string }> {
  const folder = temporaryFolder();
  const [key, pem] = [join(folder, 'telemetry.key'), join(folder, 'telemetry.pem')];
  const subject = ['-subj', '/CN=telemetry.example.com'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    ...subject,
    '-keyout',
    key,
    '-out',
    pem,
  ]);
  return { key, pem };
}

test('nginx.conf with TLS: posts are counted, and a token becomes a secure cookie of its own name that gives access', async () => {
  const collector = await startCollector({ args: ['--trust-proxy', '1'] });
  const { key, pem } = await certificate();
  const { url } = await startNginxWith((port, folder) =>
    deployed('nginx.conf')
      .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
      .replace('/etc/ssl/telemetry.pem', pem)
      .replace('/etc/ssl/telemetry.key', key)
      .replaceAll('/var/log/nginx', folder)
      .replace('http://127.0.0.1:8787', collector.url),
  );
  const secure = url.replace('http:', 'https:');
  expect(await postNumber(secure, 3)).toBe(202);
  const { status, headers } = await send(`${secure}/?token=${token}`, { headers: host });
  const [cookie = ''] = headers['set-cookie'] ?? [];
  expect([status, headers.location]).toEqual([303, './']);
  expect(cookie).toMatch(/^turntally-443=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  const read = await send(`${secure}/`, { headers: { ...host, cookie: cookie.replace(/;.*/, '') } });
  expect([read.status, read.body.includes('<title>')]).toEqual([200, true]);
});

test('the Caddyfile: each client has a limit of its own, and no address of one is printed', async () => {
  const program = await findOrGetCaddy();
  const collector = await startCollector({ args: ['--trust-proxy', '1', '--posts-per-minute', '3'] });
  const folder = temporaryFolder();
  const environment = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const original = join(folder, 'original');
  writeFileSync(original, deployed('Caddyfile'));
  await run(program, ['adapt', '--adapter', 'caddyfile', '--config', original], { env: environment });

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, 'Caddyfile');
  const local = deployed('Caddyfile')
    .replace(/^\{\n/, '{\n\tadmin off\n')
    .replace('telemetry.example.com', url)
    .replace('127.0.0.1:8787', new URL(collector.url).host);
  writeFileSync(file, local);
  const caddy = startProgram(program, ['run', '--adapter', 'caddyfile', '--config', file], { env: environment });
  const status = () =>
    send(`${url}/healthz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(status, { timeout: 20_000, message: caddy.output() }).toBe(200);

  const statusesFrom = async (from: string) => {
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await post(url, batch({ 'turns/total': 12 }), from)).status);
    return statuses;
  };
  expect(await statusesFrom('127.0.77.5')).toEqual([202, 202, 202, 429, 429]);
  expect(await statusesFrom('127.0.77.6')).toEqual([202, 202, 202, 429, 429]);
  await collector.stop();
  expect((await post(url, batch({ 'turns/total': 12 }), '127.0.77.5')).status).toBe(502);
  expect(caddy.output() + collector.output()).not.toContain('127.0.77.');
  expect(collector.output()).not.toContain('X-Forwarded-For');
});
