import type { D1Database } from '../../src/d1/index.js';

/** Empties a database. */
export async function dropTables(database: D1Database): Promise<void> {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*'");
  const [found] = await database.batch([names]);
  const rows = (found?.results ?? []) as readonly { readonly name: string }[];
  const drops = rows.map(({ name }) => database.prepare(`DROP TABLE ${name}`));
  if (drops.length > 0) await database.batch(drops);
}
