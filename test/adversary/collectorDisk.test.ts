import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { dayMs, noon, type RunningCollector, startCollector } from './support/collector.js';
import { batch, bodyOf, newId, postAll, send } from './support/posts.js';
import { rowsOf } from './support/reads.js';

/** The bytes of the database and the files that SQLite keeps beside it. */
async function bytesOf(db: string): Promise<Readonly<Record<string, Buffer>>> {
  const folder = dirname(db);
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(db)));
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name.slice(basename(db).length) || 'db', await readFile(join(folder, name))]),
    ),
  );
}

/** The files that contain one of the texts. */
async function filesWith(db: string, ...texts: readonly string[]): Promise<readonly string[]> {
  const files = Object.entries(await bytesOf(db));
  return files.flatMap(([name, bytes]) =>
    texts.filter((text) => bytes.includes(text)).map((text) => `${text} in ${name}`),
  );
}

const rare = '9.8.7-victim';
const rareCount = 54_321;

/** A day with a common row, a victim's rows and a refused post. Returns what only the victim has sent. */
async function dayWithVictim(collector: RunningCollector): Promise<void> {
  const common = Array.from({ length: 6 }, () => batch({ 'turns/total': 20 }));
  await postAll(collector.url, [...common, batch({ 'turns/total': 7, 'tool_error/planmode': 1 }, { version: rare })]);
  const headers = { 'content-type': 'application/json', 'idempotency-key': newId('refused') };
  const body = bodyOf(batch({ 'turns/total': 1, 'no_such/signal': 3 }));
  const { status } = await send(`${collector.url}/v1/metrics`, { method: 'POST', headers, body });
  expect(status).toBe(400);
}

test('the night after, nothing that is withheld is in the database, its log or its index', async () => {
  const collector = await startCollector();
  await dayWithVictim(collector);
  expect(await filesWith(collector.db, rare, 'planmode')).not.toEqual([]);
  // A post, or a read, is the first request of the next day.
  await collector.setClock(noon + dayMs);
  expect(await rowsOf(collector.url)).toMatchObject([{ version: '1.4.0', reports: 6 }]);
  expect(await filesWith(collector.db, rare, 'planmode')).toEqual([]);
  await collector.stop();
  expect(await filesWith(collector.db, rare, 'planmode')).toEqual([]);
});

test('a collector that was not running at midnight clears the disk when it starts', async () => {
  const first = await startCollector();
  await dayWithVictim(first);
  await first.stop();
  const restarted = await startCollector({ db: first.db, at: noon + 3 * dayMs });
  await expect.poll(() => rowsOf(restarted.url)).toHaveLength(1);
  expect(await filesWith(first.db, rare, 'planmode')).toEqual([]);
});

test('no document of a refusal, and nothing of a sender, is ever on the disk', async () => {
  const collector = await startCollector({ args: ['--min-reports', '1'] });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'the-user-agent-of-one',
    'accept-language': 'tlh-KX',
    cookie: 'who=somebody-known',
    referer: 'http://a.example/the-page',
    'x-forwarded-for': '203.0.113.77',
  };
  const refused = ['{"version":"a secret"}', '{}', '[', bodyOf(batch({ 'no_such/signal': rareCount }))];
  for (const body of refused) {
    const post = { method: 'POST', headers: { ...headers, 'idempotency-key': newId('refused') }, body };
    const { status } = await send(`${collector.url}/v1/metrics`, post);
    expect(status).toBe(400);
  }
  // The code of such a refusal is "payload".
  const traces = ['about:blank', 'Bad Request', 'The payload', 'invalid', 'pointer', 'secret', 'no_such'];
  const sender = ['the-user-agent', 'tlh-KX', 'somebody-known', 'a.example', '203.0.113', '127.0.0.1'];
  expect(await filesWith(collector.db, ...traces, ...sender)).toEqual([]);
});

test('only the owner of the process can read the files', async () => {
  const collector = await startCollector();
  await postAll(collector.url, [batch({ 'turns/total': 20 })]);
  const folder = dirname(collector.db);
  const modes = await Promise.all(
    (await readdir(folder)).map(async (name) => [name, ((await stat(join(folder, name))).mode & 0o777).toString(8)]),
  );
  expect(modes.length).toBeGreaterThan(0);
  expect(modes).toEqual(modes.map(([name]) => [name, '600']));
});
