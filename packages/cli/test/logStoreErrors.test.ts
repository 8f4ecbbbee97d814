import { expect, test } from 'vitest';
import { newId, openStore, payload, withStore } from '../../collector/test/support.js';
import { reporting } from '../src/collect/logStoreErrors.js';

test('tells once that the database fails, and why, and once that it works again', async () => {
  let reason = 'disk full';
  const inner = openStore();
  const failing = withStore(inner, {
    async find(id) {
      if (reason) throw new Error(reason);
      return inner.find(id);
    },
  });
  const lines: string[] = [];
  const store = reporting(failing, (line) => lines.push(line));
  const id = newId();
  await expect(store.find(id)).rejects.toThrow('disk full');
  await expect(store.find(id)).rejects.toThrow('disk full');
  reason = 'disk\n gone';
  await expect(store.find(id)).rejects.toThrow('gone');
  reason = '';
  await store.find(id);
  await store.find(id);
  expect(lines).toEqual([
    'the database failed: disk full',
    'the database failed: disk gone',
    'the database works again',
  ]);
});

test('that it can be read does not tell that a database works again which could not be written', async () => {
  let full = true;
  const inner = openStore();
  const readable = withStore(inner, {
    async settle(...all) {
      if (full) throw new Error('disk full');
      return inner.settle(...all);
    },
  });
  const lines: string[] = [];
  const store = reporting(readable, (line) => lines.push(line));
  const decision = { kind: 'count', payload: JSON.parse(payload()) } as const;
  for (const id of [newId(), newId()]) {
    await store.find(id);
    await expect(store.settle(id, decision, '2026-05-20')).rejects.toThrow('disk full');
    await store.rows({ from: '2026-05-20', to: '2026-05-20' });
  }
  expect(lines).toEqual(['the database failed: disk full']);
  full = false;
  await store.settle(newId(), decision, '2026-05-20');
  await store.find(newId());
  expect(lines).toEqual(['the database failed: disk full', 'the database works again']);
});
