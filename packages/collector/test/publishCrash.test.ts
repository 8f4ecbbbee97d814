import { copyFileSync, existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { type Decision, sqliteStore } from '../src/index.js';
import type { TransactionMode } from '../src/sqliteClient.js';
import { allRows, databaseFile, newId } from './support.js';
import { type TestStore, testStore } from './testStore.js';

/** The process dies at this statement or commit of a transaction, if it is not 0. */
const death = vi.hoisted(() => ({ at: 0, count: 0 }));
vi.mock('../src/sqliteClient.js', async (original) => {
  const real = await original<typeof import('../src/sqliteClient.js')>();
  const mayDie = () => {
    death.count += 1;
    if (death.at > 0 && death.count >= death.at) throw new Error('dead');
  };
  const createClient = async (config: Parameters<typeof real.createClient>[0]) => {
    const client = await real.createClient(config);
    const begin = client.transaction.bind(client);
    client.transaction = async (mode: TransactionMode) => {
      const transaction = await begin(mode);
      const execute = transaction.execute.bind(transaction);
      transaction.execute = async (statement: Parameters<typeof execute>[0]) => {
        mayDie();
        return execute(statement);
      };
      const commit = transaction.commit.bind(transaction);
      transaction.commit = async () => {
        mayDie();
        await commit();
        mayDie();
      };
      return transaction;
    };
    return client;
  };
  return { ...real, createClient };
});

const all = { from: '2026-01-01', to: '2026-12-31' };

const counting = (version: string, os: 'linux' | 'macos', count: number): Decision => ({
  kind: 'count',
  payload: { version, os, counters: [{ signal: 'turns', bucket: 'total', count }] },
});

async function lived(store: TestStore): Promise<readonly (readonly [string, Decision, string])[]> {
  const calls: (readonly [string, Decision, string])[] = Array.from({ length: 36 }, (_, n) => {
    const decision = counting(`${n % 2}`, n % 5 === 0 ? 'macos' : 'linux', 1 + n);
    return [newId(), decision, `2026-05-${20 + (n % 3)}`] as const;
  });
  // More than one transaction publishes: of these, some versions are too few, and some are not.
  for (let n = 0; n < 22; n++) {
    const counters = Array.from({ length: 60 }, (_, bucket) => ({
      signal: 'plan',
      bucket: `b${bucket}`,
      count: 1 + n,
    }));
    const payload = { version: `3.${n % 19}`, os: 'linux', counters } as const;
    calls.push([newId(), { kind: 'count', payload }, '2026-05-21']);
  }
  for (const call of calls) await store.settle(...call);
  return calls;
}

const inPieces = async (store: TestStore) => {
  await store.publish('2026-05-23', 3);
  await store.forget('2026-05-23');
  await store.drop('2026-05-21', 1);
};

test('wherever publishing dies, it is finished after a restart as if it had not died, and every batch counts once', async () => {
  const path = databaseFile();
  const first = testStore(sqliteStore(`file:${path}`));
  const calls = await lived(first);
  await first.close();
  const opened = (name: string) => {
    for (const end of ['', '-wal'].filter((end) => existsSync(path + end))) {
      copyFileSync(path + end, `${path}.${name}${end}`);
    }
    return testStore(sqliteStore(`file:${path}.${name}`));
  };
  const undisturbed = opened('undisturbed');
  death.count = 0;
  await inPieces(undisturbed);
  const steps = death.count;
  const read = async (store: TestStore) => ({
    rows: await allRows(store),
    omissions: await store.omissions(all),
    totals: await store.totals(),
    sums: [await store.sums(all, 'bucket'), await store.sums(all, 'version')],
  });
  const expected = await read(undisturbed);
  await undisturbed.close();
  expect(steps).toBeGreaterThan(20);
  expect(expected.rows.length).toBeGreaterThan(4);

  for (let at = 1; at <= steps; at++) {
    const dying = opened(String(at));
    Object.assign(death, { at, count: 0 });
    await expect(inPieces(dying)).rejects.toThrow('dead');
    death.at = 0;
    await dying.close();
    const after = testStore(sqliteStore(`file:${path}.${at}`));
    for (const [id, decision] of calls) await after.settle(id, decision, '2026-05-23');
    await inPieces(after);
    expect(await read(after), `died at step ${at}`).toEqual(expected);
    await after.close();
  }
});
