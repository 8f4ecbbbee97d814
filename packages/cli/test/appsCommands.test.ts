import { existsSync, renameSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { databaseFile, newId, openStore, payload } from '../../collector/test/support.js';
import { comparedFile } from './comparedDatabase.js';
import { otlpReceiver } from './otlpReceiver.js';
import { collecting, postFrom, start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

/** `--db` of a collector whose app `chat` has counted that 1.5.0 fails more often than 1.4.0. */
async function databaseWithChat(): Promise<string> {
  const db = databaseFile();
  const path = await comparedFile({ '1.5.0': 150, '1.4.0': 100 });
  renameSync(path, db.replace('.db', '.chat.db'));
  return db;
}

test('compare, export and --backup use the database of --app', async () => {
  const db = await databaseWithChat();
  const compare = ['compare', '--db', `file:${db}`, '--version', '1.5.0', '--against', '1.4.0'];
  expect((await start([...compare, '--app', 'chat']).ended).code).toBe(1);
  const copy = databaseFile();
  expect(await start(['collect', '--db', `file:${db}`, '--app', 'chat', '--backup', copy]).ended).toMatchObject({
    code: 0,
    stdout: `turntally: copied file:${db.replace('.db', '.chat.db')} to ${copy}\n`,
  });
  expect((await openStore(copy).totals()).days).toBeDefined();
  const serviceOf = async (...more: readonly string[]) => {
    const receiver = await otlpReceiver(200);
    const args = ['export', '--otlp', receiver.url, '--db', `file:${db}`, '--app', 'chat', ...more];
    expect((await start(args).ended).code).toBe(0);
    const [{ resource }] = JSON.parse(receiver.received[0]?.body ?? '').resourceMetrics;
    return resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value.stringValue;
  };
  expect([await serviceOf(), await serviceOf('--service', 'Chat')]).toEqual(['chat', 'Chat']);
});

test('a note is for the app that --app names, and on its page only', async () => {
  const db = databaseFile();
  const { url } = await collecting(db, '--app', 'chat', '--app', 'editor', '--token', 'abc', '--min-reports', '1');
  for (const app of ['chat', 'editor']) {
    expect(await postFrom('127.0.0.12', `${url}/${app}`, newId(), payload())).toBe(202);
  }
  const note = (...args: readonly string[]) => start(['note', ...args, '--db', `file:${db}`]).ended;
  const today = new Date().toISOString().slice(0, 10);
  const noted = await note(today, 'gateway outage', '--app', 'chat');
  expect(noted).toEqual({ code: 0, stdout: `noted: ${today}  gateway outage\n`, stderr: '' });
  const page = async (app: string) =>
    (await fetch(`${url}/${app}/`, { headers: { authorization: 'Bearer abc' } })).text();
  expect(await page('chat')).toContain('gateway outage');
  expect(await page('editor')).not.toContain('gateway outage');
  expect((await note('--app', 'editor')).stdout).toBe('');
  expect((await note(today, '--delete', '--app', 'chat')).stdout).toBe(`deleted: ${today}  gateway outage\n`);
  expect(await page('chat')).not.toContain('gateway outage');
  expect(await note(today, 'x')).toMatchObject({ code: 2, stderr: `turntally: there is no database file:${db}\n` });
});

test.each(['editor', undefined])('the database of another app (%s) is neither read nor created', async (app) => {
  const db = await databaseWithChat();
  const args = ['--db', `file:${db}`, ...(app === undefined ? [] : ['--app', app])];
  const missing = app === undefined ? db : db.replace('.db', `.${app}.db`);
  for (const command of [
    ['compare', '--version', '1.5.0', '--against', '1.4.0'],
    ['export', '--otlp', 'http://127.0.0.1:4318'],
  ]) {
    const { code, stderr } = await start([...command, ...args]).ended;
    expect([code, stderr]).toEqual([2, `turntally: there is no database file:${missing}\n`]);
  }
  expect(existsSync(missing)).toBe(false);
});

test('a name that no app can have is one line, and exit code 2', async () => {
  for (const command of [
    ['compare', '--version', '1.5.0', '--against', '1.4.0'],
    ['export', '--otlp', 'http://127.0.0.1:4318'],
    ['collect', '--backup', databaseFile()],
    ['note', '2026-11-28', 'gateway outage'],
  ]) {
    const { code, stderr } = await start([...command, '--db', `file:${databaseFile()}`, '--app', '../x']).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^turntally: --app contains "\.\.\/x"; the name of an app is [^\n]+\n$/);
  }
});
