/** Fills a new database with invented counts, to try the stats page: npm run seed -- --db file:seeded.db --shape one-year */
import { parseArgs } from 'node:util';
import { sqliteStore } from '../packages/collector/src/index.js';
import { type Shape, seededRows, shapes } from './seed/counters.js';
import { fillDatabase } from './seed/fillDatabase.js';

const usage = `Usage: npm run seed -- [--db file:seeded.db] [--shape ${shapes.join('|')}] [--seed 1] [--to 2026-01-31] [--min-reports 5]
Fills a new database with invented counts, and publishes its days for --min-reports, as the collector would when it first runs.
The same seed gives the same counts. --to is the last day; the default is yesterday (UTC).
Then: npx @turntally/cli collect --db file:seeded.db`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      db: { type: 'string', default: 'file:seeded.db' },
      shape: { type: 'string', default: 'one-year' },
      seed: { type: 'string', default: '1' },
      to: { type: 'string', default: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10) },
      'min-reports': { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const { shape, to } = values;
  if (!isShape(shape)) throw new Error(`--shape must be one of ${shapes.join(', ')}, got "${shape}"`);
  if (!/^\d{1,9}$/.test(values.seed))
    throw new Error(`--seed must be an integer of at most 9 digits, got "${values.seed}"`);
  const minReports = values['min-reports'];
  if (!/^[1-9]\d{0,5}$/.test(minReports))
    throw new Error(`--min-reports must be an integer from 1, got "${minReports}"`);
  if (!isDate(to)) throw new Error(`--to must be a date like 2026-01-31, got "${to}"`);
  const db = values.db.startsWith('file:') ? values.db : `file:${values.db}`;
  const written = await fillDatabase(db, seededRows({ shape, seed: Number(values.seed), to }));
  console.log(`${written.toLocaleString('en')} rows in ${db}; publishing their days`);
  const store = sqliteStore(db);
  await store.publish(new Date().toISOString().slice(0, 10), Number(minReports));
  await store.close();
}

function isShape(text: string): text is Shape {
  return shapes.some((shape) => shape === text);
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
