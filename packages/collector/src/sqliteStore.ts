import { checkOption } from 'turntally/signals';
import type { CollectorStore } from './CollectorStore.js';
import { checkFileUrl } from './checkFileUrl.js';
import { commitSettlements } from './commitSettlements.js';
import { filterArgs, periodArgs } from './filterArgs.js';
import { readOutcomes } from './readOutcomes.js';
import { parseAnnotations, parseJsonSums, parseOmissions, parseRows, parseTotals } from './rowSchemas.js';
import { addAnnotation, deleteAnnotations, selectAnnotations } from './sql/annotations.js';
import { selectFinishedDays, selectJsonSums, selectOmissions, selectRows, selectTotals } from './sql/reading.js';
import type { Client, Statement, Transaction } from './sqliteClient.js';
import { sqliteConnection } from './sqliteConnection.js';
import { sqliteForgetting } from './sqliteForgetting.js';
import { sqlitePublishing } from './sqlitePublishing.js';
import { writeTransaction } from './writeTransaction.js';

export interface SqliteStoreOptions {
  /**
   * The size of the database file in bytes, from 1 MiB; its log comes on top. When it is reached, `settleAll` rejects: nothing is
   * lost, and the senders try again. Reading and maintenance go on, and what maintenance deletes makes room.
   *
   * @defaultValue the size of the disk
   */
  readonly maxBytes?: number;
  /**
   * Whether the store only reads, also while collectors use the file: it creates and migrates nothing, and the methods that write
   * reject. A file that is missing, or of an earlier version, rejects the calls.
   *
   * @defaultValue false
   */
  readonly readOnly?: boolean;
}

const leastBytes = 1_048_576;

/**
 * A {@link CollectorStore} in a SQLite file, which is created if it is missing, readable only by its owner. Loads
 * `libsql` on first use. Several processes on one machine may share the file. A batch is on the disk
 * (`synchronous=FULL`) before it is acknowledged. If the file is deleted or replaced (together with its `-wal` and `-shm` files),
 * the current call rejects, and the next one opens or
 * creates the file that is then at this path.
 *
 * @param url - `file:` and a path, absolute or relative to the working directory.
 * @defaultValue `'file:turntally.db'`
 * @throws OptionError if the url has another scheme, or `maxBytes` is wrong. A file that cannot be opened rejects the calls; each
 * call tries again.
 * @example
 * const collector = createCollector({ store: sqliteStore('file:/var/lib/turntally/turntally.db') });
 */
export function sqliteStore(
  url = 'file:turntally.db',
  { maxBytes, readOnly = false }: SqliteStoreOptions = {},
): CollectorStore {
  checkFileUrl(url);
  checkOption(typeof readOnly === 'boolean', 'readOnly', 'must be true or false');
  const isSize = maxBytes === undefined || (Number.isSafeInteger(maxBytes) && maxBytes >= leastBytes);
  checkOption(isSize, 'maxBytes', `must be an integer from ${leastBytes}`);
  const connection = sqliteConnection(url, { maxBytes, readOnly });
  const read = <T>(query: (client: Client) => Promise<T>): Promise<T> =>
    connection.enqueue((withClient) => withClient(query));
  const write = async (statement: Statement) => {
    const execute = (transaction: Transaction) => transaction.execute(statement);
    return (await connection.enqueue((withClient) => writeTransaction(withClient, execute))).rows;
  };
  const rowsOf = (statement: Statement) => read(async (client) => (await client.execute(statement)).rows);

  return {
    setUp: () => read(async () => {}),
    findAll: (keys) => read((client) => readOutcomes(client, keys)),
    settleAll: (date, settlements) =>
      connection.enqueue((withClient) => commitSettlements(withClient, date, settlements)),
    ...sqlitePublishing(connection),
    ...sqliteForgetting(connection),
    rows: async (filter) =>
      parseRows(await rowsOf({ sql: selectRows(filter), args: { ...filterArgs(filter), limit: filter.limit ?? -1 } })),
    sums: async (filter, by) =>
      parseJsonSums(await rowsOf({ sql: selectJsonSums(filter, by), args: filterArgs(filter) })),
    totals: (since) =>
      read(async (client) => {
        const select = since === undefined ? selectTotals.ofAll : { sql: selectTotals.since, args: { since } };
        const [totals, days] = await client.batch([select, selectFinishedDays], 'read');
        return parseTotals(totals?.rows, days?.rows);
      }),
    omissions: async (period) => parseOmissions(await rowsOf({ sql: selectOmissions, args: periodArgs(period) })),
    annotate: async ({ date, text }) => {
      await write({ sql: addAnnotation, args: { date, text } });
    },
    deleteAnnotations: async (date, text) =>
      parseAnnotations(await write({ sql: deleteAnnotations, args: { date, text: text ?? null } })),
    annotations: async ({ from, to }) => parseAnnotations(await rowsOf({ sql: selectAnnotations, args: { from, to } })),
    close: () => connection.close(),
  };
}
