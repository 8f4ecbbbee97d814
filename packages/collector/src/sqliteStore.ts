import type { Client } from '@libsql/client';
import { checkOption } from 'turntally/signals';
import { batchCalls } from './batchCalls.js';
import type { CollectorStore, Outcome, RowFilter } from './CollectorStore.js';
import { type BatchDecision, commitDecisions } from './commitDecisions.js';
import { readOutcomes } from './readOutcomes.js';
import { parseRows, parseSums } from './rowSchemas.js';
import { selectRows, selectSums } from './sql.js';
import { sqliteConnection } from './sqliteConnection.js';

/** A transaction of this size takes some milliseconds, during which the process does nothing else; larger ones save little. */
const maxBatchSize = 256;

/**
 * A {@link CollectorStore} in a SQLite file, which is created if it is missing. Loads `@libsql/client` on first use.
 * Several processes on one machine may share the file. A batch is on the disk (`synchronous=FULL`) before it is acknowledged;
 * batches that arrive while a transaction is written share the next one. If the file is deleted or replaced (together with its
 * `-wal` and `-shm` files), the current call rejects, and the next one opens or creates the file that is then at this path.
 *
 * @param url - `file:` and a path, absolute or relative to the working directory.
 * @defaultValue `'file:turntally.db'`
 * @throws OptionError if the url has another scheme. A file that cannot be opened rejects the calls; each call tries again.
 * @example
 * const collector = createCollector({ store: sqliteStore('file:/var/lib/turntally/turntally.db') });
 */
export function sqliteStore(url = 'file:turntally.db'): CollectorStore {
  const isFile = typeof url === 'string' && /^file:(?!:memory:)./s.test(url);
  checkOption(isFile, 'url', `must be file: and a path, such as "file:turntally.db", not ${JSON.stringify(url)}`);
  const connection = sqliteConnection(url);
  const hasRoom = (batch: readonly unknown[]) => batch.length < maxBatchSize && !connection.isClosed();

  const find = batchCalls<string, Outcome | undefined>({
    fits: hasRoom,
    run: (closeBatch) =>
      connection.enqueue(async (withClient) => {
        await pendingEvents();
        const ids = closeBatch();
        const outcomes = await withClient((client) => readOutcomes(client, ids));
        return ids.map((id) => outcomes.get(id) ?? { status: 'fulfilled', value: undefined });
      }),
  });

  const commit = batchCalls<BatchDecision & { readonly date: string }, Outcome>({
    fits: (batch, { date }) => date === batch[0].date && hasRoom(batch),
    run: (closeBatch) =>
      connection.enqueue(async (withClient) => {
        await pendingEvents();
        const decisions = closeBatch();
        return commitDecisions(withClient, decisions[0].date, decisions);
      }),
  });

  const read = <T>(query: (client: Client) => Promise<T>): Promise<T> =>
    connection.enqueue((withClient) => withClient(query));

  return {
    find,
    settle: (id, decision, date) => commit({ id, decision, date }),
    rows: (filter) =>
      read(async (client) => {
        const args = { ...filterArgs(filter), limit: filter.limit ?? -1 };
        return parseRows((await client.execute({ sql: selectRows, args })).rows);
      }),
    sums: (filter, by) =>
      read(async (client) => {
        const { rows } = await client.execute({ sql: selectSums[by], args: filterArgs(filter) });
        return parseSums(rows);
      }),
    close: () => connection.close(),
  };
}

/** Resolves after the events that are already waiting, so that every request that has arrived can join the batch. */
function pendingEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function filterArgs({ from, to, version, os, signal, minReports = 1 }: RowFilter) {
  return { from, to, version: version ?? null, os: os ?? null, signal: signal ?? null, minReports };
}
