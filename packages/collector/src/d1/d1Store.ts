import { checkOption } from 'turntally/signals';
import type { CollectorStore } from '../CollectorStore.js';
import { filterArgs, periodArgs } from '../filterArgs.js';
import { parseAnnotations, parseOmissions, parseRows, parseSums, parseTotals } from '../rowSchemas.js';
import { addAnnotation, deleteAnnotations, selectAnnotations } from '../sql/annotations.js';
import { selectFinishedDays, selectOmissions, selectRows, selectSums, selectTotals } from '../sql/reading.js';
import type { D1Database, D1Result } from './D1Database.js';
import { d1Maintenance } from './d1Maintenance.js';
import { readOutcomes } from './readOutcomes.js';
import { settleAll } from './settleAll.js';
import { setUp } from './setUp.js';
import { statement } from './statement.js';
import { storeCalls } from './storeCalls.js';

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
  const { run, close } = storeCalls(() => setUp(database));

  async function read(sql: string, parameters: Parameters<typeof statement>[2] = []): Promise<D1Result['results']> {
    const [result] = await database.batch([statement(database, sql, parameters)]);
    return result?.results ?? [];
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
      run(async () => parseRows(await read(selectRows(filter), { ...filterArgs(filter), limit: filter.limit ?? -1 }))),
    sums: (filter, by) => run(async () => parseSums(valuesOf(await read(selectSums(filter, by), filterArgs(filter))))),
    totals: (since) =>
      run(async () => {
        const select = since === undefined ? selectTotals.ofAll : selectTotals.since;
        const [totals, days] = await database.batch([
          statement(database, select, since === undefined ? [] : { since }),
          statement(database, selectFinishedDays, []),
        ]);
        return parseTotals(totals?.results, days?.results);
      }),
    omissions: (period) => run(async () => parseOmissions(await read(selectOmissions, periodArgs(period)))),
    annotate: ({ date, text }) =>
      run(async () => {
        await read(addAnnotation, { date, text });
      }),
    deleteAnnotations: (date, text) =>
      run(async () => parseAnnotations(await read(deleteAnnotations, { date, text: text ?? null }))),
    annotations: ({ from, to }) => run(async () => parseAnnotations(await read(selectAnnotations, { from, to }))),
    close,
  };
}

/** The values of each row, in the order of the columns. */
const valuesOf = (rows: D1Result['results']): readonly (readonly unknown[])[] =>
  rows.map((row) => Object.values(Object(row)));
