import type { Client, InStatement } from '@libsql/client';
import type { CollectorStore, Decision, Outcome, RowFilter } from './CollectorStore.js';
import { daysAnIdIsKept } from './daysAnIdIsKept.js';
import {
  addCounters,
  connectionSettings,
  forgetIds,
  rememberId,
  selectOutcome,
  selectRows,
  selectSums,
  tables,
} from './sql.js';
import { countedRows, outcomeOf, sumsOf } from './storedRows.js';

/**
 * A {@link CollectorStore} in a SQLite file, made when it is missing. Needs `npm install @libsql/client`, loaded on first use.
 * Several processes on one machine may share the file. A batch is on the disk (`synchronous=FULL`) before it is acknowledged.
 *
 * @param url `file:` and a path, absolute or relative to the working directory.
 * @throws TypeError when the url is of another kind. A file that cannot be opened rejects the calls, each of which tries again.
 * @example
 * const collector = createCollector({ store: sqliteStore('file:/var/lib/turntally/turntally.db') });
 */
export function sqliteStore(url = 'file:turntally.db'): CollectorStore {
  if (typeof url !== 'string' || !/^file:(?!:memory:)./s.test(url)) {
    throw new TypeError(`sqliteStore takes a url such as "file:turntally.db", not ${JSON.stringify(url)}`);
  }
  let opened: Promise<Client> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** One after the other: SQLite has one writer anyway, and a connection can be replaced with nothing under way on it. */
  function run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new Error('the store is closed'));
    const done = last.then(async () => {
      opened ??= open(url);
      const client = await opened.catch((error) => {
        opened = undefined; // a failed open is not kept: the next call tries again
        throw error;
      });
      try {
        return await work(client);
      } catch (error) {
        // A statement that failed with SQLITE_BUSY stays "in progress" in libsql, and no later commit would succeed. The
        // next call opens the file anew, with its settings, and with its tables if the file is gone.
        client.close();
        opened = undefined;
        throw error;
      }
    });
    last = done.catch(() => undefined);
    return done;
  }

  return {
    find: (id) => run((client) => find(client, id)),
    settle: (id, decision, date) => run((client) => settle(client, id, decision, date)),
    rows: (filter) => run((client) => rows(client, filter)),
    sums: (filter, by) =>
      run(async (client) => sumsOf((await client.execute({ sql: selectSums[by], args: filterArgs(filter) })).rows)),
    async close() {
      closed = true;
      await last;
      const client = await opened?.catch(() => undefined);
      client?.close();
    },
  };
}

async function open(url: string): Promise<Client> {
  const { createClient } = await import('@libsql/client');
  // One connection, so that its settings hold for every statement.
  const client = createClient({ url, concurrency: 1 });
  try {
    await client.executeMultiple(`${connectionSettings}; PRAGMA journal_mode = WAL`);
    await client.batch([...tables], 'write');
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

async function find(client: Client, id: string): Promise<Outcome | undefined> {
  const { rows } = await client.execute({ sql: selectOutcome, args: [id] });
  return rows[0] && outcomeOf(rows[0]);
}

async function settle(client: Client, id: string, decision: Decision, date: string): Promise<Outcome> {
  const refusal = decision.kind === 'void' ? JSON.stringify(decision.problem) : null;
  const statements: InStatement[] = [
    { sql: forgetIds, args: [date, `-${daysAnIdIsKept} days`] },
    { sql: rememberId, args: [id, refusal, date] },
  ];
  if (decision.kind === 'count') {
    const { version, os, counters } = decision.payload;
    statements.push({ sql: addCounters, args: [date, version, os, JSON.stringify(counters)] });
  }
  await client.executeMultiple(connectionSettings);
  try {
    await client.batch(statements, 'write');
  } catch (error) {
    const settledBefore = isTaken(error) ? await find(client, id) : undefined;
    if (settledBefore) return settledBefore;
    throw error;
  }
  return decision.kind === 'void' ? decision : { kind: 'counted' };
}

async function rows(client: Client, filter: RowFilter) {
  const args = { ...filterArgs(filter), limit: filter.limit ?? -1 };
  return countedRows((await client.execute({ sql: selectRows, args })).rows);
}

function filterArgs({ from, to, version, os, signal, minReports = 1 }: RowFilter) {
  return { from, to, version: version ?? null, os: os ?? null, signal: signal ?? null, minReports };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT';
}
