import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../../../test/support/startPostgres.js';
import { newDatabase } from '../../../collector/test/postgres/database.js';
import { killsUnderLoad } from './kills.js';

test('collectors over one database, killed under load: every batch that was answered 202 counts once', async () => {
  const figures = await killsUnderLoad({
    db: await newDatabase(),
    collectors: 3,
    ids: 500,
    faults: [({ replace }) => replace(0), ({ replace }) => replace(1)],
  });
  expect(figures.answered).toBe(1500);
  expect(figures.broken).toBeGreaterThan(0);
});

test('PostgreSQL killed under load: collectors answer 503, recover without a restart, and every batch counts once', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const figures = await killsUnderLoad({
    db: await newDatabase(server.url),
    collectors: 3,
    ids: 500,
    faults: [
      async () => {
        await server.kill();
        await server.restart();
      },
    ],
  });
  expect(figures.answered).toBe(1500);
  expect(figures.inDoubt).toBeGreaterThan(0);
});
