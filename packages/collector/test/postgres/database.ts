import { Pool } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { postgresStore } from '../../src/postgres/index.js';
import { type TestStore, testStore } from '../testStore.js';

/** A new schema on the server of the tests. */
export interface PostgresDatabase {
  readonly url: string;
  readonly schema: string;
  /** Opens a store with connections of its own; `onError` is called with the errors of its statements. */
  open(options?: { readonly onError?: (error: unknown) => void }): TestStore;
  /** Runs a statement. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  remove(): Promise<void>;
}

let schemas = 0;

/** @throws Error that explains how to provide PostgreSQL */
export function serverUrl(): string {
  const server = inject('postgres');
  if ('error' in server) throw new Error(server.error);
  return server.url;
}

export function createDatabase(url = serverUrl()): PostgresDatabase {
  schemas += 1;
  const schema = `test_${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${schemas}`;
  const admin = connect(url, 1);
  const query = async (sql: string) => (await admin.query<Record<string, unknown>>(sql)).rows;
  return {
    url,
    schema,
    open({ onError = () => {} } = {}) {
      const pool = connect(url, 4);
      const store = postgresStore({
        schema,
        query: (sql, parameters) =>
          pool.query<Record<string, unknown>>(sql, [...parameters]).then(
            ({ rows }) => rows,
            (error) => {
              onError(error);
              throw error;
            },
          ),
        close: () => pool.end(),
      });
      return testStore(store);
    },
    query,
    async remove() {
      await query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await admin.end();
    },
  };
}

/** The same, removed when the test ends. */
export function testDatabase(): PostgresDatabase {
  const database = createDatabase();
  onTestFinished(() => database.remove());
  return database;
}

/** The url of a new database on the server, which stays until the server ends. */
export async function newDatabase(url = serverUrl()): Promise<string> {
  schemas += 1;
  const name = `database_${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${schemas}`;
  await queryOnce(url, `CREATE DATABASE ${name}`);
  return url.replace(/[^/]*$/, name);
}

/** Runs one statement on the database of a url. */
export async function queryOnce(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const pool = connect(url, 1);
  try {
    return (await pool.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await pool.end();
  }
}

function connect(url: string, max: number): Pool {
  const pool = new Pool({ connectionString: url, max });
  pool.on('error', () => {}); // of idle connections
  return pool;
}
