import { checkOption } from 'turntally/signals';
import type { CollectorStore } from '../CollectorStore.js';
import { filterArgs, periodArgs, tableOf } from '../filterArgs.js';
import { parseNotes, parseRows, parseSums } from '../rowSchemas.js';
import { selectNotes, selectRows, selectSums } from '../sql/reading.js';
import type { D1Database } from './D1Database.js';
import { d1Maintenance } from './d1Maintenance.js';
import { readOutcomes } from './readOutcomes.js';
import { settleAll } from './settleAll.js';
import { setUp } from './setUp.js';
import { statement } from './statement.js';

/**
 * A {@link CollectorStore} in Cloudflare D1, which any number of Workers may share. A batch is one transaction, committed before it is
 * acknowledged. Creates its tables if they are missing. No promise is shared between requests, so one store serves all requests of an
 * isolate.
 *
 * @param database - The binding of a database, or a session of it that begins at the primary.
 * @throws OptionError if it is none.
 * @example
 * import { env } from 'cloudflare:workers';
 * const collector = createCollector({ store: d1Store(env.DB), access: { token: env.TURNTALLY_TOKEN } });
 * export default { fetch: collector.fetch, scheduled: () => collector.maintain() };
 */
export function d1Store(database: D1Database): CollectorStore {
  checkOption(
    typeof database?.batch === 'function',
    'database',
    'must be the binding of a D1 database, such as env.DB',
  );
  const pending = new Set<Promise<void>>();
  let isReady = false;
  let closed = false;

  /** Runs `work` once the tables are there. After any failure, the next call looks for them again. */
  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new Error('the store is closed');
    // Not the promise of the work itself: in a Worker, that of a cancelled request would stay here with all that it refers to.
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    pending.add(ended);
    try {
      if (!isReady) await setUp(database);
      isReady = true;
      return await work();
    } catch (error) {
      isReady = false;
      throw error;
    } finally {
      pending.delete(ended);
      end();
    }
  }

  async function read(...[sql, parameters]: [string, Parameters<typeof statement>[2]]): Promise<unknown> {
    const [result] = await database.batch([statement(database, sql, parameters)]);
    return result?.results;
  }

  const maintenance = d1Maintenance(database);
  return {
    setUp: () => run(async () => {}),
    findAll: (keys) => run(() => readOutcomes(database, keys)),
    settleAll: (date, settlements) => run(() => settleAll(database, date, settlements)),
    publish: (before, minReports) => run(() => maintenance.publish(before, minReports)),
    forget: (today) => run(() => maintenance.forget(today)),
    drop: (before, keepDays) => run(() => maintenance.drop(before, keepDays)),
    rows: (filter) =>
      run(async () => {
        const parameters = { ...filterArgs(filter), limit: filter.limit ?? -1 };
        return parseRows(await read(selectRows[tableOf(filter)], parameters));
      }),
    sums: (filter, by) => run(async () => parseSums(await read(selectSums[tableOf(filter)][by], filterArgs(filter)))),
    notes: (period) => run(async () => parseNotes(await read(selectNotes, periodArgs(period)))),
    async close() {
      closed = true;
      await Promise.all(pending);
    },
  };
}
