import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { expect, onTestFinished, test } from 'vitest';
import { databaseFile } from '../../../packages/collector/test/support.js';
import { type RawAnswer, sendRaw } from './raw.js';
import { batchesIn, body, head, json, lengthOf, post, problemIn } from './requests.js';
import { startServer } from './startServer.js';

const bad = '{}';
const batch = (content = body) => head(post, json, lengthOf(content)) + content;

/** In doubt: to be sent again under the same id, after a while. */
function expectInDoubt(answer: RawAnswer | undefined): void {
  const problem = problemIn(answer, 'while the database fails');
  expect(problem.status).toBe(503);
  expect(problem).not.toHaveProperty('void');
  expect(answer?.headers['retry-after']).toMatch(/^[1-9]/);
}

async function expectCounted(url: string, request: string): Promise<void> {
  expect((await sendRaw(url, request))?.status).toBe(202);
}

/** A file with one batch in it, that nobody has open. */
async function usedFile(): Promise<string> {
  const file = databaseFile();
  const { url, child } = await startServer({ file });
  await expectCounted(url, batch());
  const gone = once(child, 'exit');
  child.kill();
  await gone;
  return file;
}

test.each([
  ['for writing', 'NORMAL'],
  ['for everything', 'EXCLUSIVE'],
])(
  'a database that another connection holds %s is a 503 with Retry-After; afterwards the same batch counts once',
  async (_, mode) => {
    const file = await usedFile();
    const { url } = await startServer({ file });
    const before = batch();
    if (mode === 'NORMAL') await expectCounted(url, before); // and so the collector has the file open
    const other = createClient({ url: `file:${file}`, concurrency: 1 });
    onTestFinished(() => other.close());
    await other.execute('PRAGMA busy_timeout = 60000'); // the collector may be publishing finished days
    await other.execute('SELECT * FROM counts'); // opened so, it can be let go again
    await other.execute(`PRAGMA locking_mode = ${mode}`);
    const transaction = await other.transaction('write');
    const requests = [batch(), batch(), batch(bad)];
    await Promise.all(requests.map(async (request) => expectInDoubt(await sendRaw(url, request))));
    await transaction.rollback();
    await other.execute('PRAGMA locking_mode = NORMAL');
    await other.execute('SELECT * FROM counts');

    for (const request of [before, ...requests.slice(0, 2), ...requests.slice(0, 2)]) await expectCounted(url, request);
    expect(problemIn(await sendRaw(url, batch(bad)), 'refused').status).toBe(400);
    expect(await batchesIn(file)).toBe(4);
  },
);

test('a database that may only be read is a 503 with Retry-After; once it may be written the same batch counts once', async () => {
  const file = await usedFile();
  const folder = dirname(file);
  const allow = (forFiles: number, forFolder: number) => {
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), forFiles);
    chmodSync(folder, forFolder);
  };
  onTestFinished(() => allow(0o644, 0o755));
  allow(0o444, 0o555);
  const { url, memory } = await startServer({ file, unprivileged: true });
  const requests = [batch(), batch(), batch()];
  for (const request of [...requests, batch(bad)]) expectInDoubt(await sendRaw(url, request));

  allow(0o666, 0o777);
  // A connection is let go of only when libsql's statements are collected as garbage: its senders try again until then.
  for (let status = 503; status !== 202; ) {
    await memory(); // collects it
    status = (await sendRaw(url, requests[0] ?? ''))?.status ?? 0;
  }
  for (const request of [...requests, ...requests]) await expectCounted(url, request);
  allow(0o644, 0o755);
  expect(await batchesIn(file)).toBe(4);
});

test('a disk that is full is a 503 with Retry-After, nothing is half written, and with space again each batch counts once', async () => {
  const file = databaseFile();
  const page = 4096;
  const least = 20 * page;
  const { url, child } = await startServer({ file }, 'prlimit', `--fsize=${least}:unlimited`);
  const counted: string[] = [];
  const refused: string[] = [];
  // Page by page, so that now this and now that statement of a transaction is the first that does not fit.
  for (let pages = 0; pages < 40; pages++) {
    allowFileSize(child.pid, String(least + pages * page));
    for (let inRow = 0; inRow < 2; ) {
      const request = batchOfItsOwn(counted.length + refused.length);
      const answer = await sendRaw(url, request);
      if (answer?.status !== 202) expectInDoubt(answer);
      (answer?.status === 202 ? counted : refused).push(request);
      inRow = answer?.status === 202 ? 0 : inRow + 1;
    }
  }
  for (const request of counted) await expectCounted(url, request);
  allowFileSize(child.pid, 'unlimited');

  for (const request of [...refused, ...counted, ...refused]) await expectCounted(url, request);
  expect(await batchesIn(file)).toBe(counted.length + refused.length);
});

function allowFileSize(pid: number | undefined, bytes: string): void {
  expect(spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]).status).toBe(0);
}

/** With a version of its own: a row of its own, that takes space. */
const batchOfItsOwn = (n: number): string => batch(body.replace('1.4.0', `${n}.12345.12345.12345-experiment.1234`));
