import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { databaseFile, openStore } from '../../collector/test/support.js';
import { collecting, start } from './support.js';

vi.setConfig({ testTimeout: 60_000 });

const note = (path: string, ...args: readonly string[]) => start(['note', ...args, '--db', `file:${path}`]).ended;

/** A database of a collector that has ended. */
async function emptyDatabase(): Promise<string> {
  const path = databaseFile();
  const store = openStore(path);
  await store.setUp();
  await store.close();
  return path;
}

test('a note is on the page of the collector that runs on the same database, until it is deleted', async () => {
  const path = databaseFile();
  const { url } = await collecting(path, '--token', 'secret', '--min-reports', '1');
  const page = async () => (await fetch(url, { headers: { authorization: 'Bearer secret' } })).text();
  await fetch(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': '0123456789abcdef' },
    body: '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1}]}',
  });
  const today = new Date().toISOString().slice(0, 10);
  const noted = await note(path, today, 'gateway outage');
  expect(noted).toEqual({ code: 0, stdout: `noted: ${today}  gateway outage\n`, stderr: '' });
  expect(await page()).toContain('gateway outage');
  expect((await note(path, today, '--delete')).stdout).toBe(`deleted: ${today}  gateway outage\n`);
  expect(await page()).not.toContain('gateway outage');
});

test('notes are listed by day, and deleted one by one or by day', async () => {
  const path = await emptyDatabase();
  await note(path, '2026-11-28', 'gateway outage');
  await note(path, '2026-11-27', ' 1.5.0 for 20 % ');
  await note(path, '2026-11-28', 'fixed at 14:00');
  await note(path, '2026-11-28', 'gateway outage');
  const all = '2026-11-27  1.5.0 for 20 %\n2026-11-28  fixed at 14:00\n2026-11-28  gateway outage\n';
  expect((await note(path)).stdout).toBe(all);
  expect((await note(path, '2026-11-27')).stdout).toBe('2026-11-27  1.5.0 for 20 %\n');
  expect((await note(path, '2026-11-28', 'fixed at 14:00', '--delete')).stdout).toBe(
    'deleted: 2026-11-28  fixed at 14:00\n',
  );
  expect((await note(path, '2026-11-28', '--delete')).stdout).toBe('deleted: 2026-11-28  gateway outage\n');
  expect((await note(path)).stdout).toBe('2026-11-27  1.5.0 for 20 %\n');
});

test('what another program wrote cannot reach the terminal', async () => {
  const path = databaseFile();
  const store = openStore(path);
  await store.annotate({ date: '2026-11-28', text: 'a\u001b[2Jb' });
  await store.close();
  expect((await note(path)).stdout).toBe('2026-11-28  a\\u001b[2Jb\n');
});

test.each([
  [['28.11.2026', 'x'], 'the day must be a day such as 2026-11-28, not "28.11.2026"'],
  [['2026-02-30', 'x'], 'the day must be a day such as 2026-11-28, not "2026-02-30"'],
  [['gateway outage'], 'the day must be a day such as 2026-11-28, not "gateway outage"'],
  [['2026-11-28', ' '], 'the text of a note must not be empty'],
  [['2026-11-28', 'x'.repeat(201)], 'the text of a note must be at most 200 characters long: this one has 201'],
  [['2026-11-28', 'a\nb'], 'the text of a note must be one line without control characters'],
  [['2026-11-28', 'gateway', 'outage'], 'the text must be one argument: put it in quotes'],
  [['--delete'], '--delete needs the day of the note; see turntally note --help'],
  [['2026-11-28', '--delete'], '2026-11-28 has no note; turntally note 2026-11-28 lists those it has'],
  [
    ['2026-11-28', 'x', '--delete'],
    '2026-11-28 has no note with this text; turntally note 2026-11-28 lists those it has',
  ],
])('%j is one line that says what is wrong, and changes nothing', async (args, line) => {
  const path = await emptyDatabase();
  expect(await note(path, ...args)).toEqual({ code: 2, stdout: '', stderr: `turntally: ${line}\n` });
  expect((await note(path)).stdout).toBe('');
});

test('200 characters of any kind are a note', async () => {
  const path = await emptyDatabase();
  expect((await note(path, '2026-11-28', '🚨'.repeat(200))).code).toBe(0);
  expect((await note(path)).stdout).toBe(`2026-11-28  ${'🚨'.repeat(200)}\n`);
});

test.each([[['2026-11-28', 'x']], [['2026-11-28', '--delete']], [[]]])(
  'with %j, a database that is missing is not created',
  async (args) => {
    const path = databaseFile();
    expect(await note(path, ...args)).toMatchObject({
      code: 2,
      stderr: `turntally: there is no database file:${path}\n`,
    });
    expect(existsSync(path)).toBe(false);
  },
);
