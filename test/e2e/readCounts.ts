import { createClient } from '@libsql/client';

/** All counts of a collector's database file, read by a connection of its own. */
export async function readCounts(url: string): Promise<unknown[]> {
  const client = createClient({ url });
  const { columns, rows } = await client.execute(
    `SELECT date, version, os, signal, bucket, count, reports
     FROM (SELECT * FROM counts UNION ALL SELECT * FROM published) ORDER BY date, version, os, signal, bucket`,
  );
  client.close();
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
}
