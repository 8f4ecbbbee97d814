import { beforeAll, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/startPostgres.js';
import { storeContract } from '../../src/testing/index.js';
import { createDatabase } from './database.js';

/** Of its own, since it is killed; the machine is not, so nothing needs to be on the disk. */
let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres('fsync=off', 'max_connections=200', 'deadlock_timeout=10ms');
  return () => server.stop();
});

async function kill(): Promise<void> {
  await server.kill();
  await server.restart();
}

for (const { name, run } of storeContract({ create: async () => createDatabase(server.url), kill })) test(name, run);
