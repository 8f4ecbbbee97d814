import { expect, test } from 'vitest';
import { newDatabase } from '../../../collector/test/postgres/database.js';
import { start } from '../support.js';

test('notes are kept in PostgreSQL, too', async () => {
  const db = await newDatabase();
  const note = (...args: readonly string[]) => start(['note', ...args, '--db', db]).ended;
  expect(await note()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there are no tables of a collector'),
  });
  expect((await note('2026-11-28', 'gateway outage')).stdout).toBe('noted: 2026-11-28  gateway outage\n');
  expect((await note()).stdout).toBe('2026-11-28  gateway outage\n');
  expect((await note('2026-11-28', 'gateway outage', '--delete')).stdout).toBe('deleted: 2026-11-28  gateway outage\n');
  expect((await note()).stdout).toBe('');
});
