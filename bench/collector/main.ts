/**
 * Accepted posts per second of the collector and of other handlers, on a SQLite file and on PostgreSQL.
 *
 * --seconds 5    length of each measurement, after up to four seconds of warm-up
 * --rounds 5     number of rounds; the medians are printed
 * --only sqlite  or postgres
 * --against dir  another checkout, whose collector is measured on the file, too
 * --posts n      instead: send n posts to one collector and print its memory use
 * --forget n     instead: let a collector forget n ids, and print how long posts take meanwhile; --only postgres: there
 * --read file    instead: print what the stats page costs from a file of npm run seed, and how long posts take meanwhile
 * --min-reports 5  that of the seed, for --read
 */

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { openStore } from '../../packages/cli/src/collect/openStore.js';
import { sqliteStore } from '../../packages/collector/src/index.js';
import { startPostgres } from '../../test/support/startPostgres.js';
import { compare, type Handler } from './compare.js';
import { watchForgetting } from './forgetting.js';
import { watchMemory } from './memory.js';
import { watchReading } from './reading.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    against: { type: 'string' },
    posts: { type: 'string' },
    forget: { type: 'string' },
    read: { type: 'string' },
    'min-reports': { type: 'string', default: '5' },
  },
});

const turntally = collectorIn('turntally', resolve(import.meta.dirname, '../..'));
const parseOnly: Handler = { ...turntally, name: 'Hono: parses the JSON, answers 202', handler: 'parse only' };
const onSqlite: readonly Handler[] = [
  parseOnly,
  { ...turntally, name: 'naive, a transaction for each counter', handler: 'each counter' },
  { ...turntally, name: 'naive, a transaction for each post', handler: 'each post' },
  ...(options.against === undefined ? [] : [collectorIn(`turntally in ${options.against}`, options.against)]),
  turntally,
];
const onPostgres: readonly Handler[] = [
  parseOnly,
  { ...turntally, name: 'Hono: parses, one INSERT for each group', handler: 'insert only' },
  turntally,
];

const setting = { seconds: positive('seconds'), rounds: positive('rounds') };
const folder = await mkdtemp(join(tmpdir(), 'turntally-bench-'));
try {
  if (options.posts !== undefined) await watchMemory(turntally, folder, positive('posts'));
  else if (options.forget !== undefined) await forget(positive('forget'));
  else if (options.read !== undefined) await watchReading(`file:${resolve(options.read)}`, positive('min-reports'));
  else {
    if (options.only !== 'postgres') await compareOnSqlite();
    if (options.only !== 'sqlite') await compareOnPostgres();
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

async function compareOnSqlite(): Promise<void> {
  console.log('\nSQLite, synchronous = FULL');
  const newDatabase = async () => `file:${join(folder, `${randomUUID()}.db`)}`;
  for (const connections of [64, 256]) await compare(onSqlite, { ...setting, newDatabase, connections });
}

async function compareOnPostgres(): Promise<void> {
  console.log('\nPostgreSQL, synchronous_commit = on');
  const postgres = await startPostgres();
  let databases = 0;
  const newDatabase = async () => {
    databases += 1;
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`CREATE DATABASE bench_${databases}`);
    await client.end();
    return postgres.url.replace(/[^/]*$/, `bench_${databases}`);
  };
  try {
    for (const connections of [64, 256]) await compare(onPostgres, { ...setting, newDatabase, connections });
  } finally {
    await postgres.stop();
  }
}

async function forget(ids: number): Promise<void> {
  if (options.only !== 'postgres') return watchForgetting(sqliteStore(`file:${join(folder, 'ids.db')}`), ids);
  const postgres = await startPostgres();
  try {
    await watchForgetting((await openStore(postgres.url, undefined)).store, ids);
  } finally {
    await postgres.stop();
  }
}

function collectorIn(name: string, checkout: string): Handler {
  return {
    name,
    handler: 'turntally',
    collector: pathToFileURL(resolve(checkout, 'packages/collector/src/index.ts')).href,
  };
}

function positive(name: 'seconds' | 'rounds' | 'posts' | 'forget' | 'min-reports'): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new TypeError(`--${name} must be a positive number, got "${options[name]}"`);
  return value;
}
