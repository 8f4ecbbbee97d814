import { env } from 'cloudflare:workers';
import { type D1Database, d1Store } from '../../src/d1/index.js';
import { type ContractDatabase, storeContract } from '../../src/testing/index.js';

/** Runs the tests of the contract in workerd: `/?test=N` answers when the test with this number has passed. */
const tests = storeContract({ create: () => emptyDatabase(env.DB), lives: 4 });

async function emptyDatabase(database: D1Database): Promise<ContractDatabase> {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*'");
  const [found] = await database.batch([names]);
  const rows = (found?.results ?? []) as readonly { readonly name: string }[];
  const drops = rows.map(({ name }) => database.prepare(`DROP TABLE ${name}`));
  if (drops.length > 0) await database.batch(drops);
  return { open: () => d1Store(database) };
}

export default {
  async fetch(request: Request): Promise<Response> {
    const test = tests[Number(new URL(request.url).searchParams.get('test'))];
    if (test === undefined) return new Response('there is no such test', { status: 404 });
    try {
      await test.run();
      return new Response('passed');
    } catch (error) {
      return new Response(error instanceof Error ? (error.stack ?? error.message) : String(error), { status: 500 });
    }
  },
};
