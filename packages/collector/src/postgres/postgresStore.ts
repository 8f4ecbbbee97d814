import { checkOption } from 'turntally/signals';
import type { CollectorStore, Period, RowFilter } from '../CollectorStore.js';
import { parseAnnotations, parseOmissions, parseRows, parseSums, parseTotals } from '../rowSchemas.js';
import { openDays } from './openDays.js';
import { postgresForgetting } from './postgresForgetting.js';
import { postgresPublishing } from './postgresPublishing.js';
import type { Query } from './query.js';
import { readOutcomes } from './readOutcomes.js';
import { settleAll } from './settleAll.js';
import { checkTables, setUp } from './setUp.js';
import { statements } from './statements.js';

export interface PostgresStoreOptions {
  /**
   * Runs a statement, on any connection. Each statement is a transaction of its own, so poolers in transaction mode and drivers
   * over HTTP fit. It must reach the primary server: a replica lags behind.
   */
  readonly query: Query;
  /** Closes the connections; called by `close` of the store, after the calls that were made before. */
  readonly close?: () => Promise<void>;
  /**
   * The schema of the tables: 1 to 63 of `a`–`z`, `0`–`9` and `_`, beginning with a letter. Two apps in one database need two.
   *
   * @defaultValue `'turntally'`
   */
  readonly schema?: string;
  /**
   * Whether the store only reads: the user of the database needs no other permission than `SELECT`, a replica will do, nothing is
   * created, and the methods that write reject.
   *
   * @defaultValue false
   */
  readonly readOnly?: boolean;
}

/**
 * A {@link CollectorStore} in PostgreSQL 13 or later, which any number of collectors may share. A batch is committed before it is
 * acknowledged.
 *
 * @throws OptionError if an option is wrong. A database that cannot be reached rejects the calls; each call tries again.
 * @example
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * pool.on('error', () => {}); // of idle connections; the next query opens another
 * const store = postgresStore({
 *   query: async (sql, parameters) => (await pool.query(sql, [...parameters])).rows,
 *   close: () => pool.end(),
 * });
 */
export function postgresStore({
  query,
  close,
  schema = 'turntally',
  readOnly = false,
}: PostgresStoreOptions): CollectorStore {
  checkOption(typeof query === 'function', 'query', 'must be a function');
  checkOption(
    typeof schema === 'string' && /^[a-z][a-z0-9_]{0,62}$/.test(schema),
    'schema',
    `must be 1 to 63 of a-z, 0-9 and _, beginning with a letter, not ${JSON.stringify(schema)}`,
  );
  checkOption(typeof readOnly === 'boolean', 'readOnly', 'must be true or false');
  const sql = statements(schema);
  const days = openDays(query, sql);
  const pending = new Set<Promise<unknown>>();
  let ready: Promise<void> | undefined;
  let closed = false;

  /** Runs `work` once the tables are there. After any failure, the next call looks for them again. */
  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new Error('the store is closed');
    const result = attempt(work);
    pending.add(result);
    try {
      return await result;
    } finally {
      pending.delete(result);
    }
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      ready ??= readOnly ? checkTables(query, schema, sql) : setUp(query, schema, sql);
      await ready;
      return await work();
    } catch (error) {
      lookAgain();
      throw error;
    }
  }

  async function write<T>(work: () => Promise<T>): Promise<T> {
    if (readOnly) throw new Error('the store is read-only');
    return run(work);
  }

  /** What is known of the database may have changed. */
  function lookAgain(): void {
    ready = undefined;
    days.forget();
  }

  const publishing = postgresPublishing(query, sql);
  const forgetting = postgresForgetting(query, sql);
  return {
    setUp: () => run(async () => {}),
    findAll: (keys) => run(() => readOutcomes(query, sql, keys)),
    settleAll: (date, settlements) =>
      write(async () => {
        const results = await settleAll({ query, sql, days }, date, settlements);
        if (results.some(({ status }) => status === 'rejected')) lookAgain();
        return results;
      }),
    publish: (before, minReports) => write(() => publishing.publish(before, minReports)),
    forget: (today) => write(() => forgetting.forget(today)),
    drop: (before, keepDays) => write(() => publishing.drop(before, keepDays)),
    rows: (filter) =>
      run(async () => parseRows(await query(sql.selectRows, [...filterParameters(filter), filter.limit ?? null]))),
    sums: (filter, by) =>
      run(async () => {
        const rows = await query(sql.selectSums[by], filterParameters(filter));
        return parseSums(rows.map(({ date, signal, of, count, reports }) => [date, signal, of, count, reports]));
      }),
    totals: (since) =>
      run(async () => {
        const all = since === undefined ? query(sql.selectTotals, []) : query(sql.selectTotalsSince, [since]);
        const rows = await all;
        return parseTotals(
          rows.filter(({ version }) => version !== null),
          rows.slice(0, 1),
        );
      }),
    omissions: (period) => run(async () => parseOmissions(await query(sql.selectOmissions, periodParameters(period)))),
    annotate: ({ date, text }) =>
      write(async () => {
        await query(sql.addAnnotation, [date, text]);
      }),
    deleteAnnotations: (date, text) =>
      write(async () => parseAnnotations(await query(sql.deleteAnnotations, [date, text ?? null]))),
    annotations: ({ from, to }) => run(async () => parseAnnotations(await query(sql.selectAnnotations, [from, to]))),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(pending);
      await close?.();
    },
  };
}

function filterParameters({ version, os, signal, setAside = false, ...period }: RowFilter): Parameters<Query>[1] {
  return [...periodParameters(period), setAside, version ?? null, os ?? null, signal ?? null];
}

function periodParameters({ from, to, unpublished = false }: Period): Parameters<Query>[1] {
  return [from, to, unpublished];
}
