import type { Client } from '@libsql/client';
import { inGroups } from './batchCalls.js';
import type { CollectorStore, Outcome, RowFilter } from './CollectorStore.js';
import { outcomesOf, type Settlement, settleTogether } from './commitDecisions.js';
import { sqliteConnection } from './connection.js';
import { countedRows, sumsOf } from './rowSchemas.js';
import { selectRows, selectSums } from './sql.js';

/** A transaction of so many takes some milliseconds, in which the process does nothing else; more at once save little. */
const mostInAGroup = 256;

/**
 * A {@link CollectorStore} in a SQLite file, made when it is missing. Needs `npm install @libsql/client`, loaded on first use.
 * Several processes on one machine may share the file. A batch is on the disk (`synchronous=FULL`) before it is acknowledged;
 * those that come while a transaction is written share the next one. Where the file is deleted meanwhile, or replaced (its `-wal`
 * and `-shm` taken away with it), a call rejects, and the next one opens what is there then, or makes it.
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
  const connection = sqliteConnection(url);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** One after the other: SQLite has one writer anyway, and a connection can be replaced with nothing under way on it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  const find = inGroups<string, Outcome | undefined>(hasRoom, (take) =>
    inTurn(async () => {
      await arrivals();
      const ids = take();
      const outcomes = await connection.use((client) => outcomesOf(client, ids));
      return ids.map((id) => outcomes.get(id) ?? { status: 'fulfilled', value: undefined });
    }),
  );

  const settle = inGroups<Settlement & { readonly date: string }, Outcome>(
    (members, { date }) => date === members[0].date && hasRoom(members),
    (take) =>
      inTurn(async () => {
        await arrivals();
        const settlements = take();
        return settleTogether(connection, settlements[0].date, settlements);
      }),
  );

  /** Refuses calls after `close`. */
  async function unlessClosed<T>(call: () => Promise<T>): Promise<T> {
    if (closed) throw new Error('the store is closed');
    return call();
  }

  function read<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return unlessClosed(() => inTurn(() => connection.use(work)));
  }

  return {
    find: (id) => unlessClosed(() => find(id)),
    settle: (id, decision, date) => unlessClosed(() => settle({ id, decision, date })),
    rows: (filter) => read((client) => rows(client, filter)),
    sums: (filter, by) =>
      read(async (client) => sumsOf((await client.execute({ sql: selectSums[by], args: filterArgs(filter) })).rows)),
    async close() {
      closed = true;
      await last;
      await connection.close();
    },
  };
}

function hasRoom(members: readonly unknown[]): boolean {
  return members.length < mostInAGroup;
}

/** After the events that wait to be handled: every request that has arrived by now can take part. */
function arrivals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function rows(client: Client, filter: RowFilter) {
  const args = { ...filterArgs(filter), limit: filter.limit ?? -1 };
  return countedRows((await client.execute({ sql: selectRows, args })).rows);
}

function filterArgs({ from, to, version, os, signal, minReports = 1 }: RowFilter) {
  return { from, to, version: version ?? null, os: os ?? null, signal: signal ?? null, minReports };
}
