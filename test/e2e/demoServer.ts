/**
 * Runs in its own process, and opens demos when it is asked to: to start a process for each test takes seconds. Neither the
 * collector nor its native SQLite module runs in a worker of the test runner.
 */
import { pathToFileURL } from 'node:url';
import { bundlePage } from '../../demo/bundle.js';
import { type Demo, startDemo } from '../../demo/server.js';
import type { DemoAnswer, DemoRequest } from './demoHost.js';
import { readCounts } from './readCounts.js';

const demos = new Map<string, Demo>();
const page = bundlePage();

// Also when the test runner is killed: open demos would go on for ever.
process.once('disconnect', () => process.exit(0));
process.on('message', async ({ call, what, db }: DemoRequest) => {
  const answer: DemoAnswer = await act(what, db).then(
    (value) => ({ call, value }),
    (error: unknown) => ({ call, error: String(error) }),
  );
  process.send?.(answer);
});

async function act(what: DemoRequest['what'], db: string): Promise<unknown> {
  switch (what) {
    case 'open': {
      const demo = await startDemo({ port: 0, collectorPort: 0, db, page: await page });
      demos.set(db, demo);
      return { url: demo.url, collectorUrl: demo.collectorUrl };
    }
    case 'close':
      await demos.get(db)?.close();
      demos.delete(db);
      return null;
    case 'counts':
      return readCounts(pathToFileURL(db).href);
  }
}
