import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { expect, onTestFinished, test, vi } from 'vitest';
import { contents, done, remove, withDatabase } from '../../support/databases.js';
import { scopeOf } from '../../support/endpoint.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { app, counting, name } from './app.js';
import { breakConnections, closeConnections, refused } from './faults.js';
import { ledgerIn } from './ledgerIn.js';

test.each([
  ['with an event', 'told', 0],
  ['without a word', 'silently', 1],
] as const)(
  'a connection that the browser closes, %s, is opened again: nothing fails, nothing is counted twice',
  async (_, how, times) => {
    const { clock, turns, launch, status, observed, collector } = await counting();
    closeConnections(how);
    turns();
    await clock.advance(200);
    expect(refused(), 'noticed before it is used, or when it is').toBe(times);
    expect(status()).toMatchObject({ storage: 'indexeddb', faults: 0 });
    closeConnections(how);
    await launch();
    expect(collector.sums).toEqual(observed);
    expect(status()).toMatchObject({ storage: 'indexeddb', faults: 0, lost: 0 });
  },
);

test('a connection that is closed in the midst of each access costs and doubles nothing', async () => {
  const { clock, turns, launch, status, observed, collector } = await counting();
  for (let moment = 0; moment < 40; moment++) {
    turns();
    const launched = moment % 2 ? launch() : clock.advance(10);
    for (let turn = 0; turn < moment; turn++) await new Promise((resolve) => setImmediate(resolve));
    closeConnections();
    await launched;
    await clock.advance(10_000);
  }
  for (let again = 0; again < 3; again++) {
    await clock.advance(86_400_000);
    await launch();
  }
  expect(collector.sums).toEqual(observed);
  expect(status()).toMatchObject({ storage: 'indexeddb', lost: 0 });
});

test('another connection may upgrade the database: turntally makes way and goes on', async () => {
  const { clock, turns, launch, status, observed, collector } = await counting();
  (await done(indexedDB.open(scopeOf(name), 7))).close();
  turns();
  await clock.advance(200);
  expect(status()).toMatchObject({ storage: 'indexeddb', faults: 0 });
  await launch();
  expect(collector.sums).toEqual(observed);
});

test('a database that is deleted takes its counts with it; what is counted after the next look arrives', async () => {
  const { clock, turns, launch, status, collector } = await counting();
  const { epoch } = ledgerIn(await contents(name));
  await remove(name); // resolves only if turntally lets go of its connection
  expect(await indexedDB.databases()).toEqual([]);
  turns(2); // under a consent that nobody can tell the end of any more
  await clock.advance(200);
  expect(status()).toMatchObject({ storage: 'indexeddb', faults: 0 });
  await launch();
  expect(collector.sums).toEqual({});
  expect(ledgerIn(await contents(name)).epoch).not.toBe(epoch);
  turns(3);
  await clock.advance(200);
  await launch();
  expect(collector.sums).toEqual({ 'tool_error/exec': 3, 'finish_reason/stop': 3, 'turns/total': 3 });
  expect(status()).toMatchObject({ state: 'counting', storage: 'indexeddb', lost: 0 });
});

test('a database that is deleted while a batch is under way brings nothing of it back', async () => {
  const { clock, turns, launch, replies, posts, collector } = await counting();
  replies.unshift(collector.reply('counted, its answer too late'));
  const launched = launch();
  while (posts.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await remove(name);
  await launched;
  turns();
  await clock.advance(200);
  for (let again = 0; again < 3; again++) {
    await clock.advance(86_400_000);
    await launch();
  }
  expect(collector.sums['turns/total']).toBeLessThanOrEqual(2);
  expect(new Set(posts.map(({ id, body }) => `${id} ${body}`)).size).toBe(new Set(posts.map(({ id }) => id)).size);
});

test("a database of that name that is another's is left alone: counts stay in memory, and the status says so", async () => {
  freshIndexedDB();
  const theirs = indexedDB.open(scopeOf(name));
  theirs.onupgradeneeded = () => theirs.result.createObjectStore('theirs').put('kept', 'key');
  (await done(theirs)).close();
  const { clock, turns, launch, status } = app();
  turns(2);
  await clock.advance(20_000);
  await launch();
  expect(status()).toMatchObject({ state: 'counting', storage: 'failing', counted: 6 });
  await withDatabase(name, async (db) => {
    expect([...db.objectStoreNames]).toEqual(['theirs']);
    expect(await done(db.transaction('theirs').objectStore('theirs').get('key'))).toBe('kept');
  });
});

test.each(['UnknownError', 'AbortError', 'DataError'])(
  'a connection whose transactions fail with %s is let go: the next access opens a new one',
  async (kind) => {
    const { clock, turns, launch, status, observed, collector } = await counting();
    const mend = breakConnections(kind);
    turns();
    await clock.advance(200);
    expect(status()).toMatchObject({ storage: 'failing' });
    // Only connections that were open at that moment are broken.
    await clock.advance(10_000);
    expect(status()).toMatchObject({ storage: 'indexeddb', faults: 0 });
    await launch();
    expect(collector.sums).toEqual(observed);
    mend();
  },
);

test.each(['QuotaExceededError', 'ConstraintError'])(
  'a connection whose writes fail with %s is kept: the error is of the data',
  async (kind) => {
    const { clock, turns, status } = await counting();
    const opened = vi.spyOn(IDBFactory.prototype, 'open');
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('misbehaving', kind);
    });
    onTestFinished(() => {
      opened.mockRestore();
      put.mockRestore();
    });
    turns();
    await clock.advance(20_000);
    expect(status()).toMatchObject({ storage: 'failing' });
    expect(put).toHaveBeenCalled();
    expect(opened).not.toHaveBeenCalled();
  },
);
