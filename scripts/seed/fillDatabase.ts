import { createClient } from '@libsql/client';
import { type CountedRow, sqliteStore } from '../../packages/collector/src/index.js';

const rowsAtOnce = 5000;

const insert = `
  INSERT INTO counts (date, version, os, signal, bucket, count, reports)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each(?)`;

/**
 * Writes rows into a new database that the collector's own store has created. Resolves with their number. Their days are not
 * published.
 *
 * @throws Error if the database already has counts, so that invented counts never mix with real ones
 */
export async function fillDatabase(url: string, rows: Iterable<CountedRow>): Promise<number> {
  const store = sqliteStore(url);
  await store.setUp();
  await store.close();
  const client = createClient({ url });
  try {
    const { rows: taken } = await client.execute('SELECT 1 FROM counts UNION ALL SELECT 1 FROM published LIMIT 1');
    if (taken.length > 0) throw new Error(`${url} already has counts; choose a file that does not exist`);
    await client.execute('PRAGMA synchronous = OFF');
    let written = 0;
    for (const some of inPieces(rows)) {
      await client.execute({ sql: insert, args: [JSON.stringify(some)] });
      written += some.length;
    }
    return written;
  } finally {
    client.close();
  }
}

function* inPieces(rows: Iterable<CountedRow>): Generator<readonly (readonly (string | number)[])[]> {
  let piece: (readonly (string | number)[])[] = [];
  for (const { date, version, os, signal, bucket, count, reports } of rows) {
    piece.push([date, version, os, signal, bucket, count, reports]);
    if (piece.length < rowsAtOnce) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
