import { readFile } from 'node:fs/promises';
import { Miniflare } from 'miniflare';
import { expect, onTestFinished, test } from 'vitest';
import type { Settlement } from '../../src/CollectorStore.js';
import { type D1Database, d1Store } from '../../src/d1/index.js';
import { settlementsOfDay, tokens } from '../settlementsOfDay.js';
import { newId } from '../support.js';

const scale = await readFile(new URL('../../../../docs/scale.md', import.meta.url), 'utf8');

const [day, next] = ['2026-05-20', '2026-05-21'];

test('docs/scale.md states how many rows D1 counts as written, of which its price is made', async () => {
  const { database, written } = await openDatabase();
  const store = d1Store(database);
  await store.setUp();
  written();
  /** As the collector does: it looks for the id first. */
  const post = async (settlement: Settlement, date = day): Promise<number> => {
    await store.findAll([settlement]);
    await store.settleAll(date, [settlement]);
    return written();
  };
  const [sealed, unsealed] = [settlementOf(day), settlementOf('')];
  const first = await post(sealed);
  const ofPost = await post(settlementOf(day));
  const ofUnsealed = await post(unsealed);
  const ofRepeat = (await post(sealed)) + (await post(unsealed));
  const ofLateRepeat = await post(sealed, next);

  await database.batch([
    database.prepare(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
      INSERT INTO days_of_operation (date) SELECT date('${next}', i || ' days') FROM n`),
  ]);
  written();
  await store.forget('2026-07-20');
  // With the row of the sealed day.
  const ofForgetting = (written() - 1) / 3;

  await store.settleAll('2026-07-21', settlementsOfDay('2026-07-21'));
  written();
  await store.publish('2026-07-21', 1);
  written();
  await store.publish('2026-07-22', 1);
  const ofPublishing = written();
  await store.forget('2026-07-22');
  await store.drop('2026-07-21', 0);
  written();
  await store.drop('2026-07-22', 0);
  const ofDropping = written();

  expect(rowsOf('rows written')).toEqual([
    ['a post of 20 counters', `${ofPost}`],
    ['one without `Turntally-Sealed`', `${ofUnsealed}`],
    ['a repeat', `${ofRepeat}`],
    ['forgetting an id', `${ofForgetting}`],
    ['the first post of a day, in addition', `${first - ofPost}`],
    ['a repeat that is the first post of a day', `${ofLateRepeat}`],
    ['publishing a day with 2,592 rows', ofPublishing.toLocaleString('en')],
    ['deleting that day later', ofDropping.toLocaleString('en')],
  ]);
  expect(rowsOf('rows a month')).toEqual(
    [5, 6, 7, 8].map((power) => {
      const millions = (10 ** power * 30 * (ofPost + ofForgetting)) / 1e6;
      const rows = millions < 1000 ? `${millions} million` : `${millions / 1000} billion`;
      return [`10^${power}`, rows, `$${(millions - 50).toLocaleString('en')}`];
    }),
  );
});

/** The first post of someone: 20 counters of one release. */
function settlementOf(sealed: string): Settlement {
  const counters = tokens.slice(0, 20).map((token) => ({ ...token, count: 1 }));
  return { id: newId(), sealed, decision: { kind: 'count', payload: { version: '1.4.0', os: 'linux', counters } } };
}

/** The cells of the table of docs/scale.md that has a column of this name. */
function rowsOf(column: string): readonly (readonly string[])[] {
  const table = scale
    .split('\n\n')
    .find((block) => block.startsWith('|') && block.split('\n')[0]?.includes(` ${column} `));
  const lines = table?.trim().split('\n').slice(2) ?? [];
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** A database in workerd. `written` returns how many rows were written since it was called last. */
async function openDatabase() {
  const miniflare = new Miniflare({ cf: false, modules: true, script: 'export default {}', d1Databases: ['DB'] });
  onTestFinished(() => miniflare.dispose());
  const inner = await miniflare.getD1Database('DB');
  let rows = 0;
  const database: D1Database = {
    prepare: (sql) => inner.prepare(sql),
    async batch(statements) {
      const results = await inner.batch(statements as Parameters<typeof inner.batch>[0]);
      for (const { meta } of results) rows += meta.rows_written;
      return results;
    },
  };
  const written = (): number => {
    const since = rows;
    rows = 0;
    return since;
  };
  return { database, written };
}
