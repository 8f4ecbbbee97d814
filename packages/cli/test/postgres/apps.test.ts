import { expect, test } from 'vitest';
import { newDatabase, queryOnce } from '../../../collector/test/postgres/database.js';
import { newId, payload } from '../../../collector/test/support.js';
import { openStore, storeOpener } from '../../src/collect/openStore.js';
import { countCompared } from '../comparedDatabase.js';
import { start } from '../support.js';

const both = ['--app', 'chat', '--app', 'my-editor'];

async function collecting(db: string, ...args: readonly string[]) {
  const running = start(['collect', '--db', db, '--port', '0', ...args]);
  return { ...running, url: (await running.line).replace(/.* /, '') };
}

async function stop({ child, ended }: Pick<Awaited<ReturnType<typeof collecting>>, 'child' | 'ended'>) {
  child.kill('SIGTERM');
  return ended;
}

async function post(url: string, id: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': id };
  return (await fetch(`${url}/v1/metrics`, { method: 'POST', headers, body: payload() })).status;
}

const countedIn = (db: string, schema: string) =>
  queryOnce(db, `SELECT sum(count)::int AS count, sum(reports)::int AS reports FROM ${schema}.counts`);

test('each app is counted in a schema of its own, also where one of them fails', async () => {
  const db = await newDatabase();
  const running = await collecting(db, ...both);
  const [chat, editor] = [`${running.url}/chat`, `${running.url}/my-editor`];
  const health = async () => (await fetch(`${running.url}/healthz`)).status;
  const id = newId();
  expect([await post(chat, id), await post(editor, id), await post(chat, id)]).toEqual([202, 202, 202]);
  await expect.poll(running.output).toContain(`, schema turntally_my_editor\n`);
  expect(running.output()).toMatch(
    /^turntally: chat: stats page: http:\S+\/chat\/, database: postgres:\S+, schema turntally_chat$/m,
  );

  await queryOnce(db, 'ALTER TABLE turntally_chat.batches RENAME TO elsewhere');
  const held = newId();
  expect([await post(chat, held), await post(editor, held), await health()]).toEqual([503, 202, 503]);
  await queryOnce(db, 'ALTER TABLE turntally_chat.elsewhere RENAME TO batches');
  await expect.poll(health).toBe(200);
  expect([await post(chat, held), await post(editor, held)]).toEqual([202, 202]);

  const { code, stderr } = await stop(running);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^turntally: chat: the database failed: [^\n]+\nturntally: chat: the database works again\n$/);
  expect(await countedIn(db, 'turntally_chat')).toEqual([{ count: 24, reports: 2 }]);
  expect(await countedIn(db, 'turntally_my_editor')).toEqual([{ count: 24, reports: 2 }]);
  expect(await queryOnce(db, "SELECT nspname FROM pg_namespace WHERE nspname = 'turntally'")).toEqual([]);
});

test('the tables of one app are locked: the others go on counting', async () => {
  const db = await newDatabase();
  const running = await collecting(db, ...both);
  const [chat, editor] = [`${running.url}/chat`, `${running.url}/my-editor`];
  expect(await post(chat, newId())).toBe(202);
  const locked = queryOnce(
    db,
    "BEGIN; LOCK TABLE turntally_chat.counts, turntally_chat.batches IN ACCESS EXCLUSIVE MODE; SELECT 'locked' AS turntally_test, pg_sleep(60)",
  );
  locked.catch(() => {}); // ended below
  const sleeping = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%turntally_test%' AND wait_event = 'PgSleep'";
  await expect.poll(() => queryOnce(db, sleeping)).toHaveLength(1);
  const waiting = Promise.all(Array.from({ length: 12 }, () => post(chat, newId())));
  const ids = Array.from({ length: 20 }, newId);
  for (const id of ids) expect(await post(editor, id)).toBe(202);
  await queryOnce(db, `SELECT pg_terminate_backend(pid) FROM (${sleeping}) AS sleeping`);
  expect(new Set(await waiting)).toEqual(new Set([202]));
  await stop(running);
  expect(await countedIn(db, 'turntally_chat')).toEqual([{ count: 13 * 12, reports: 13 }]);
  expect(await countedIn(db, 'turntally_my_editor')).toEqual([{ count: 20 * 12, reports: 20 }]);
});

test('the stores of several apps share connections, which are closed with the last store', async () => {
  const db = await newDatabase();
  const open = await storeOpener(db);
  const [chat, editor] = [open('chat').store, open('editor').store];
  await chat.setUp();
  await chat.close();
  await editor.setUp();
  await editor.close();
  await expect(editor.setUp()).rejects.toThrow('the store is closed');
  const connected = `SELECT pid FROM pg_stat_activity WHERE application_name = 'turntally' AND datname = current_database()`;
  await expect.poll(() => queryOnce(db, connected)).toEqual([]);
});

test('a schema of a collector without apps becomes that of an app by a rename; compare reads it', async () => {
  const db = await newDatabase();
  const before = await collecting(db);
  const id = newId();
  expect(await post(before.url, id)).toBe(202);
  await stop(before);
  await queryOnce(db, 'ALTER SCHEMA turntally RENAME TO turntally_chat');
  const after = await collecting(db, ...both);
  expect(await post(`${after.url}/chat`, id)).toBe(202);
  await stop(after);
  expect(await countedIn(db, 'turntally_chat')).toEqual([{ count: 12, reports: 1 }]);

  const { store } = await openStore(db, { app: 'chat' });
  await countCompared(store, { '1.5.0': 150, '1.4.0': 100 });
  await store.close();
  const note = ['note', '2026-11-28', '--db', db, '--app'];
  expect((await start([...note, 'chat', 'gateway outage']).ended).code).toBe(0);
  expect((await start([...note, 'chat']).ended).stdout).toBe('2026-11-28  gateway outage\n');
  expect(await start([...note, 'my-editor']).ended).toMatchObject({ code: 0, stdout: '' });

  const compare = ['compare', '--db', db, '--version', '1.5.0', '--against', '1.4.0'];
  expect((await start([...compare, '--app', 'chat']).ended).code).toBe(1);
  expect((await start([...compare, '--app', 'editor']).ended).stderr).toMatch(
    /, schema turntally_editor: there are no tables of a collector in the schema turntally_editor\n$/,
  );
});
