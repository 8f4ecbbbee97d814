import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listen } from '../../packages/cli/src/collect/listen.js';
import { createCollector, sqliteStore } from '../../packages/collector/src/index.js';
import { seededRows } from '../seed/counters.js';
import { fillDatabase } from '../seed/fillDatabase.js';
import { photograph, type Studio } from './studio.js';

/** The stats page of a month of invented counts, the same in every run. */
export async function photographStats({ browser, folder }: Studio): Promise<void> {
  const to = '2026-05-20';
  const today = '2026-05-21';
  const db = pathToFileURL(join(folder, 'stats.db')).href;
  await fillDatabase(db, seededRows({ shape: 'one-year', seed: 1, to }));
  const store = sqliteStore(db);
  await store.annotate({ date: '2026-05-10', text: 'gateway outage, 14:00 to 16:30' });
  await store.annotate({ date: '2026-05-04', text: '1.1.3 for everyone' });
  const collector = createCollector({ store, access: 'open', now: () => Date.parse(`${today}T12:00:00Z`) });
  const server = await listen(collector.fetch, { port: 0, host: '127.0.0.1' });
  const page = await browser.newPage({ viewport: { width: 1000, height: 820 } });
  await page.goto(`${server.url}/?days=30`);
  await photograph(page, 'stats');
  await page.setViewportSize({ width: 360, height: 640 });
  await photograph(page, 'stats-phone');
  await page.close();
  await server.close();
  await store.close();
}
