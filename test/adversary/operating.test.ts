import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCollector, token } from './support/collector.js';
import { startNginxWith } from './support/nginx.js';
import { batch, newId, post, send } from './support/posts.js';

const configuration = await readFile(new URL('../../examples/deploy/nginx.conf', import.meta.url), 'utf8');

/** The documented configuration for a machine without certificates. */
const adapted = (upstream: string) => (port: number, folder: string) =>
  configuration
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^ *ssl_.*$/gm, '')
    .replaceAll('/var/log/nginx', folder)
    .replace('http://127.0.0.1:8787', upstream);

/** All text in the files of a folder, by name. */
async function textsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'nginx.conf');
  const read = files.map(async ({ name, parentPath }) => [name, await readFile(join(parentPath, name), 'latin1')]);
  return Object.fromEntries(await Promise.all(read));
}

test('the documented nginx keeps no address of a post, no token, and logs reads', async () => {
  const collector = await startCollector({ args: ['--trust-proxy', '1'] });
  const { url, folder, output } = await startNginxWith(adapted(collector.url));
  const poster = '127.0.77.5';
  const reader = '127.0.88.6';

  const good = await post(url, batch({ 'turns/total': 12 }), poster);
  const refused = await post(url, batch({ 'turns/none': 1 }), poster);
  const path = `${url}/v1/metrics`;
  const ofBytes = (bytes: number) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': newId() };
    return send(path, { method: 'POST', headers, body: 'x'.repeat(bytes), from: poster });
  };
  const long = await ofBytes(40_000);
  const tooLong = await ofBytes(90_000);
  const preflight = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
  const asked = await send(path, { method: 'OPTIONS', headers: preflight, from: poster });
  expect([good, refused, long, tooLong, asked].map(({ status }) => status)).toEqual([202, 400, 413, 413, 204]);
  const entered = await send(`${url}/?token=${token}`, { headers: { 'x-forwarded-proto': 'https' }, from: reader });
  expect(entered.status).toBe(303);
  await collector.stop();
  expect((await post(url, batch({ 'turns/total': 12 }), poster)).status).toBe(502);

  const logs = await textsIn(folder);
  expect(logs['turntally.log']).toMatch(new RegExp(`^${reader} \\S+ GET / 303$`, 'm'));
  expect(Object.keys(logs)).toContain('turntally.error.log');
  const all = Object.values(logs).join('\n') + output() + collector.output();
  expect(all).not.toContain(poster);
  expect(all).not.toContain(token);
});

test('behind the documented nginx, with --trust-proxy 1, each client has a limit of its own', async () => {
  const collector = await startCollector({ args: ['--trust-proxy', '1', '--posts-per-minute', '3'] });
  const { url } = await startNginxWith(adapted(collector.url));
  const statusesFrom = async (from: string) => {
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await post(url, batch({ 'turns/total': 12 }), from)).status);
    return statuses;
  };
  expect(await statusesFrom('127.0.77.5')).toEqual([202, 202, 202, 429, 429]);
  expect(await statusesFrom('127.0.77.6')).toEqual([202, 202, 202, 429, 429]);
  expect(collector.output()).not.toContain('X-Forwarded-For');
});
