import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { pack } from '../packaging/packages.js';
import { findOrGetPostgres } from '../support/findOrGetPostgres.js';
import { startPostgres } from '../support/startPostgres.js';
import { command, deployed, postNumber, run, startCollector, temporaryFolder } from './support.js';

interface Instruction {
  readonly name: string;
  readonly value: string;
}

const instructions: readonly Instruction[] = deployed('Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.replace(/ .*/, ''), value: line.replace(/^\S+ /, '') }));

const valuesOf = (name: string): readonly string[] =>
  instructions.flatMap((each) => (each.name === name ? [each.value] : []));
const listOf = (name: string): readonly string[] => JSON.parse(valuesOf(name)[0] ?? '');

const compose = parse(deployed('compose.yaml'));
const inContainer = ['--host', '0.0.0.0'] as const;

/** The same on loopback and a free port. */
const here = (args: readonly string[]): readonly string[] => [
  ...args.map((argument) => (argument === '0.0.0.0' ? '127.0.0.1' : argument)),
  '--port',
  '0',
];

test('what the Dockerfile runs makes a folder whose collector counts, is healthy, and ends by SIGTERM', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const packed = await pack(temporaryFolder());
  const tarballs = ['turntally', '@turntally/collector', '@turntally/cli'].map((name) => `"${packed[name]}"`);
  expect(valuesOf('WORKDIR')).toEqual(['/opt/turntally']);
  writeFileSync(join(folder, 'package.json'), '{"private":true}'); // or npm looks in the folders above
  for (const line of valuesOf('RUN')) {
    // The packages are not published, and a user "node" is in the image only.
    const local = line
      .replace('"@turntally/cli@$TURNTALLY"', ['--prefer-offline', ...tarballs].join(' '))
      .replace('-o node -g node', '')
      .replace('/var/lib/turntally', data);
    await run('sh', ['-ec', local], { cwd: folder });
  }
  const [program, ...args] = [...listOf('ENTRYPOINT'), ...listOf('CMD')];
  expect(program).toBe('node');
  expect(args).toEqual(expect.arrayContaining([...inContainer]));
  const local = here(args.map((argument) => argument.replace('/var/lib/turntally', data)));
  const { url, stop } = await startCollector([process.execPath, ...local], { cwd: folder });
  expect(await postNumber(url, 3)).toBe(202);

  const [health = ''] = valuesOf('HEALTHCHECK');
  const [, ...check]: readonly string[] = JSON.parse(health.slice(health.indexOf('[')));
  expect(health).toContain(`127.0.0.1:${valuesOf('EXPOSE')[0]}/`);
  const isHealthy = () =>
    run(
      process.execPath,
      check.map((argument) => argument.replace('http://127.0.0.1:8787', url)),
    ).then(
      () => true,
      () => false,
    );
  expect(await isHealthy()).toBe(true);
  expect(await stop()).toBe(0);
  expect(await isHealthy()).toBe(false);
  // Nothing that follows runs as root.
  const names = instructions.map(({ name }) => name);
  expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'));
});

test('the collector of compose.yaml counts in its PostgreSQL, with its user, database and password', async () => {
  const { collector, postgres } = compose.services;
  const { POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD } = postgres.environment;
  expect(collector.environment.PGPASSWORD).toBe(POSTGRES_PASSWORD);
  expect(collector.ports).toEqual(['127.0.0.1:8787:8787']);
  expect(collector.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
  expect(Object.keys(compose.volumes)).toEqual(['postgres']);

  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const { host, port } = new URL(server.url);
  const PATH = `${await findOrGetPostgres()}:${process.env.PATH}`;
  const check: readonly string[] = postgres.healthcheck.test.slice(2);
  await run(postgres.healthcheck.test[1], [...check, '--host', '127.0.0.1', '--port', port], { env: { PATH } });
  await query(server.url, `CREATE ROLE ${POSTGRES_USER} LOGIN PASSWORD 'secret'`);
  await query(server.url, `CREATE DATABASE ${POSTGRES_DB} OWNER ${POSTGRES_USER}`);
  const args: readonly string[] = collector.command.map((argument: string) =>
    argument.replace('@postgres/', `@${host}/`),
  );
  const env = { PGPASSWORD: 'secret', TURNTALLY_TOKEN: 'of-the-environment' };
  const { url, stop } = await startCollector([process.execPath, command, 'collect', ...here(args)], { env });
  expect(await postNumber(url, 3)).toBe(202);
  expect(await stop()).toBe(0);
  const database = server.url.replace(/[^/]*$/, POSTGRES_DB);
  expect(await query(database, 'SELECT sum(count)::int AS count FROM turntally.counts')).toEqual([{ count: 3 }]);
});

async function query(connectionString: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
