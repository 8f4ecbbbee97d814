import { expect, test } from 'vitest';
import { reporting } from '../../src/cli/reporting.js';
import { newId, openStore, withStore } from '../collector/support.js';

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
