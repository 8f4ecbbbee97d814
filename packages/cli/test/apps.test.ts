import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { obliviousFetch } from 'turntally/ohttp';
import { expect, test, vi } from 'vitest';
import { allRows, databaseFile, newId, openStore, payload, total } from '../../collector/test/support.js';
import { collecting, postFrom, start } from './support.js';

vi.setConfig({ testTimeout: 60_000 });

const address = '127.0.0.11';
const both = ['--app', 'chat', '--app', 'editor'];
const fileOf = (db: string, app: string) => db.replace(/\.db$/, `.${app}.db`);
const post = (url: string, id: string, body = payload()) => postFrom(address, url, id, body);

async function stop({ child, ended }: Pick<Awaited<ReturnType<typeof collecting>>, 'child' | 'ended'>) {
  child.kill('SIGTERM');
  return ended;
}

test('each app is counted in a file of its own, and shown on a page of its own', async () => {
  const db = databaseFile();
  const running = await collecting(db, ...both, '--token', 'abc', '--path', '/usage');
  const { url } = running;
  const id = newId();
  const postTo = async (path: string) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': id };
    return (await fetch(`${url}${path}`, { method: 'POST', headers, body: payload() })).status;
  };
  expect([await postTo('/chat/usage'), await postTo('/editor/usage'), await postTo('/chat/usage')]).toEqual([
    202, 202, 202,
  ]);
  expect([await postTo('/usage'), await postTo('/chat/v1/metrics')]).toEqual([404, 404]);
  const get = (path: string) => fetch(`${url}${path}`, { headers: { authorization: 'Bearer abc' } });
  expect(await (await get('/')).text()).toContain('<a href="editor/">editor</a>');
  expect((await get('/chat?days=7')).url).toBe(`${url}/chat/?days=7`);
  expect(await (await get('/chat/')).text()).toContain('<title>turntally: chat</title>');
  for (const path of ['/healthz', '/chat/metrics', '/editor/export.csv']) expect((await get(path)).status).toBe(200);
  const { code, stdout, stderr } = await stop(running);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual([
    `turntally: listening on ${url}`,
    `turntally: stats page: ${url}/ (with token)`,
    `turntally: chat: stats page: ${url}/chat/, database: ${fileOf(db, 'chat')}`,
    `turntally: editor: stats page: ${url}/editor/, database: ${fileOf(db, 'editor')}`,
    '',
  ]);
  for (const app of ['chat', 'editor']) expect(await total(openStore(fileOf(db, app)))).toBe(12);
  expect(existsSync(db)).toBe(false);
});

test("one app's database fails: the others go on counting, and /healthz and the log say so", async () => {
  const db = databaseFile();
  const running = await collecting(db, ...both);
  const [chat, editor] = [`${running.url}/chat`, `${running.url}/editor`];
  const health = async () => (await fetch(`${running.url}/healthz`)).status;
  expect([await post(chat, newId()), await post(editor, newId()), await health()]).toEqual([202, 202, 200]);
  const away = `${fileOf(db, 'chat')}.away`;
  const asideFrom = (from: string, to: string) => {
    for (const log of ['', '-wal', '-shm']) if (existsSync(`${from}${log}`)) renameSync(`${from}${log}`, `${to}${log}`);
  };
  asideFrom(fileOf(db, 'chat'), away);
  writeFileSync(fileOf(db, 'chat'), 'no database at all, but a text that is long enough to be looked at'.repeat(99));
  const held = newId();
  expect(await post(chat, held)).toBe(503);
  expect([await post(editor, newId()), await post(editor, newId())]).toEqual([202, 202]);
  expect(await health()).toBe(503);
  expect((await fetch(`${editor}/healthz`)).status).toBe(200);
  asideFrom(away, fileOf(db, 'chat'));
  await expect.poll(health).toBe(200);
  expect(await post(chat, held)).toBe(202);
  const { code, stderr } = await stop(running);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^turntally: chat: the database failed: [^\n]+\nturntally: chat: the database works again\n/);
  expect(stderr).not.toContain('editor');
  expect(await allRows(openStore(fileOf(db, 'chat')))).toMatchObject([{ count: 24, reports: 2 }]);
  expect(await allRows(openStore(fileOf(db, 'editor')))).toMatchObject([{ count: 36, reports: 3 }]);
});

test('--signals, --providers and --versions are for all apps, or for one; refusals name the app', async () => {
  const db = databaseFile();
  const signals = join(dirname(db), 'signals.json');
  const plan = { title: 'Plan', sentence: 'Which plan.', example: 'One.', buckets: { free: 'free', pro: 'paid' } };
  writeFileSync(signals, JSON.stringify({ plan }));
  const running = await collecting(
    db,
    ...both,
    ...['--signals', `chat=${signals}`, '--providers', 'openai', '--versions', '1.4.0', '--versions', 'editor=2.0.0'],
  );
  const [chat, editor] = [`${running.url}/chat`, `${running.url}/editor`];
  const of = (signal: string, bucket: string, version: string) =>
    payload({ version, counters: [{ signal, bucket, count: 1 }] });
  expect(await post(chat, newId(), of('plan', 'pro', '1.4.0'))).toBe(202);
  expect(await post(chat, newId(), of('provider_error.openai', 'timeout', '1.4.0'))).toBe(202);
  expect(await post(editor, newId(), of('provider_error.openai', 'timeout', '2.0.0'))).toBe(202);
  expect(await post(editor, newId(), of('plan', 'pro', '2.0.0'))).toBe(400);
  expect(await post(chat, newId(), of('turns', 'total', '2.0.0'))).toBe(400);
  const { stderr } = await stop(running);
  expect(stderr.split('\n')).toEqual([
    "turntally: editor: refused posts: 1 × 400 The payload is invalid: not in the vocabulary (the app's own signals are set with --signals, its providers with --providers)",
    'turntally: chat: refused posts: 1 × 400 The payload is invalid: this version is not accepted here (see --versions)',
    '',
  ]);
});

test('encrypted posts reach their app through one gateway', async () => {
  const db = databaseFile();
  const keys = join(dirname(db), 'keys.json');
  const { stdout } = await start(['ohttp-keys', keys]).ended;
  const { url } = await collecting(db, ...both, '--ohttp-keys', keys);
  const send = obliviousFetch({ relay: `${url}/.well-known/ohttp-gateway`, keyConfig: stdout.trim() });
  for (const app of ['chat', 'editor', 'chat']) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': newId() };
    const { status } = await send(`${url}/${app}/v1/metrics`, { method: 'POST', headers, body: payload() });
    expect(status).toBe(202);
  }
  expect(await total(openStore(fileOf(db, 'chat')))).toBe(24);
  expect(await total(openStore(fileOf(db, 'editor')))).toBe(12);
});

test.each([
  [['--app', 'chat', '--app', 'chat'], '--app chat is given twice; each app needs a name of its own'],
  [
    ['--app', 'Chat'],
    '--app contains "Chat"; the name of an app is 1 to 32 of a-z, 0-9 and -, beginning with a letter',
  ],
  [['--app', '../chat'], '--app contains "../chat"; the name of an app is '],
  [['--app', 'healthz'], '--app contains "healthz", which is a path of the collector itself'],
  [
    ['--app', 'chat', '--signals', 'chta=x.json'],
    '--signals names the app "chta", which has no --app; the apps are chat',
  ],
  [[...both, '--backup', 'copy.db'], '--backup copies the database of one app: give --app once'],
])('%j is a wrong command line', async (args, message) => {
  const db = databaseFile();
  const { code, stderr } = await start(['collect', '--db', `file:${db}`, ...args]).ended;
  expect(code).toBe(2);
  expect(stderr.startsWith(`turntally: ${message}`), stderr).toBe(true);
  expect(stderr.split('\n')).toHaveLength(2);
  for (const app of ['chat', 'editor']) expect(existsSync(fileOf(db, app))).toBe(false);
});

test('a database of one app that cannot be used ends the start, with its name', async () => {
  const db = databaseFile();
  const client = createClient({ url: `file:${fileOf(db, 'editor')}` });
  await client.execute('CREATE TABLE notes (text)');
  client.close();
  const { code, stderr } = await start(['collect', '--db', `file:${db}`, '--port', '0', ...both]).ended;
  expect([code, stderr]).toEqual([
    2,
    `turntally: cannot open the database file:${fileOf(db, 'editor')}: the file is a database of another program\n`,
  ]);
});

test('the file of a collector without apps becomes that of an app by a rename; a repeat is known there', async () => {
  const db = databaseFile();
  const before = await collecting(db);
  const id = newId();
  expect(await post(before.url, id)).toBe(202);
  await stop(before);
  renameSync(db, fileOf(db, 'chat'));
  const { url } = await collecting(db, ...both);
  expect([await post(`${url}/chat`, id), await post(`${url}/editor`, id)]).toEqual([202, 202]);
  for (const app of ['chat', 'editor']) expect(await total(openStore(fileOf(db, app)))).toBe(12);
});
