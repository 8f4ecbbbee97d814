/** Prints all counts of a collector's database file as JSON, read by a connection of its own: `printCounts.ts file:path`. */
import { createClient } from '@libsql/client';

const client = createClient({ url: process.argv[2] ?? '' });
const { columns, rows } = await client.execute(
  `SELECT date, version, os, signal, bucket, count, reports
   FROM (SELECT * FROM counts UNION ALL SELECT * FROM published) ORDER BY date, version, os, signal, bucket`,
);
client.close();
console.log(JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))));
