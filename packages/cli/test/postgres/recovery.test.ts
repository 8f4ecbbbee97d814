import { expect, onTestFinished, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/startPostgres.js';
import { queryOnce } from '../../../collector/test/postgres/database.js';
import { newId } from '../../../collector/test/support.js';
import { answerTo, start } from '../support.js';

const user = 'counting';
const tablesOfIds = 'turntally.batches, turntally.sealed_ids';

interface Fault {
  begin(server: RunningPostgres): Promise<unknown>;
  end(server: RunningPostgres): Promise<unknown>;
}

/** The sessions that are open have the setting that they began with. */
const setReadOnly = (value: 'on' | 'off') => async (server: RunningPostgres) => {
  await queryOnce(server.url, `ALTER ROLE ${user} SET default_transaction_read_only = ${value}`);
  await queryOnce(server.url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`);
};

const faults: Readonly<Record<string, Fault>> = {
  'is stopped': { begin: (server) => server.shutDown(), end: (server) => server.restart() },
  'becomes read-only': { begin: setReadOnly('on'), end: setReadOnly('off') },
  'revokes a permission': {
    begin: ({ url }) => queryOnce(url, `REVOKE INSERT ON ${tablesOfIds} FROM ${user}`),
    end: ({ url }) => queryOnce(url, `GRANT INSERT ON ${tablesOfIds} TO ${user}`),
  },
};

test('PostgreSQL fails for a while: 503 with Retry-After, nothing is lost or counted twice, and no restart is needed', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  await queryOnce(server.url, `CREATE ROLE ${user} LOGIN`);
  await queryOnce(server.url, `CREATE SCHEMA turntally AUTHORIZATION ${user}`);
  const db = server.url.replace('postgres@', `${user}@`);
  const { line, child, ended } = start(['collect', '--db', db, '--port', '0']);
  const url = (await line).replace(/.* /, '');
  const health = async () => (await fetch(`${url}/healthz`)).status;
  const counted = [newId()];
  expect(await answerTo(url, counted[0] ?? '')).toEqual([202, null]);
  for (const [name, { begin, end }] of Object.entries(faults)) {
    const ids = Array.from({ length: 4 }, newId);
    await begin(server);
    for (const id of [...ids, ...ids]) expect(await answerTo(url, id), name).toEqual([503, '10']);
    expect(await health(), name).toBe(503);
    await end(server);
    // The connections of the pool may be those that were closed; a client would post again, too.
    await expect.poll(health).toBe(200);
    counted.push(...ids);
    for (const id of [...counted, ...ids]) expect(await answerTo(url, id), name).toEqual([202, null]);
  }
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(/^turntally: the database failed: [^\n]+\nturntally: the database works again\n/);
  const sums = await queryOnce(
    server.url,
    'SELECT sum(count)::int AS count, sum(reports)::int AS reports FROM turntally.counts',
  );
  expect(sums).toEqual([{ count: 12 * counted.length, reports: counted.length }]);
});
