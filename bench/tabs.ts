/** 1 to 50 tabs of one app at once, with a real collector: `npm run bench:tabs`. Plots bench/results/tabs.svg. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createCollector, sqliteStore } from '../packages/collector/src/index.js';
import type { FlushReport } from '../src/index.js';
import { openPages, type Pages } from './lib/pages.js';
import { plot, type Series } from './lib/plot.js';
import { keep, keepJson, machine } from './lib/report.js';
import { spreadOf } from './lib/statistics.js';

const counts = [1, 2, 5, 10, 20, 50];
const turns = 64;
/** Long enough to reach every tab. */
const noticeMs = 500;

interface Contention {
  readonly tabs: number;
  /** Milliseconds for a turn to be saved. */
  readonly ms: { readonly median: number; readonly p95: number };
  /** Turns saved a second, by all tabs. */
  readonly turnsASecond: number;
  /** Of the launches that began at the same moment. */
  readonly launches: { readonly busy: number; readonly empty: number; readonly sent: number };
}

/** @throws Error when a turn was lost, or counted twice. */
async function contend(pages: Pages, tabs: number): Promise<Contention> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-bench-'));
  const store = sqliteStore(pathToFileURL(join(folder, 'collector.db')).href);
  const server = createServer(getRequestListener(createCollector({ store }).fetch));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const context = await pages.profile();
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
    const all = await Promise.all(Array.from({ length: tabs }, () => pages.open('tabs', context)));
    const call = <T>(code: () => string): Promise<readonly T[]> => {
      const called = code();
      return Promise.all(all.map((page) => page.evaluate<T>(`bench.${called}`)));
    };
    await call(() => `start('${endpoint}')`);
    const begin = Date.now() + noticeMs;
    const times = (await call<readonly number[]>(() => `saveTurns(${begin}, ${turns})`)).flat().sort((a, b) => a - b);
    const tookMs = Date.now() - begin;
    const reports = await call<FlushReport>(() => `flush(${Date.now() + noticeMs})`);
    const launched = (skipped: FlushReport['skipped']) => reports.filter((report) => report.skipped === skipped).length;
    for (let more = true; more; ) {
      const [report] = await Promise.all(all.slice(0, 1).map((page) => page.evaluate<FlushReport>('bench.flush(0)')));
      more = report?.skipped !== 'empty';
    }
    const rows = await store.rows({ from: '0000-01-01', to: '9999-12-31' });
    const counted = rows.find(({ signal }) => signal === 'turns')?.count;
    if (counted !== tabs * turns) throw new Error(`${tabs} tabs: ${counted} turns arrived, and not ${tabs * turns}`);
    return {
      tabs,
      ms: { median: spreadOf(times).median, p95: times[Math.floor(times.length * 0.95)] ?? Number.NaN },
      turnsASecond: (tabs * turns * 1000) / tookMs,
      launches: { busy: launched('busy'), empty: launched('empty'), sent: launched(undefined) },
    };
  } finally {
    await context.close();
    server.closeAllConnections();
    server.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const pages = await openPages({ tabs: "export * from './tabs.js';" });
const results: Contention[] = [];
try {
  await contend(pages, 1); // warms the browser up
  for (const tabs of counts) results.push(await contend(pages, tabs));
} finally {
  await pages.close();
}

const series = (name: string, of: (each: Contention) => number): Series => ({
  name,
  points: results.map((each) => [each.tabs, of(each)] as const),
});
await keepJson('tabs.json', { ...machine(`Chromium ${pages.version}`), turnsPerTab: turns, results });
await keep(
  'tabs.svg',
  plot([
    {
      title: 'until a turn is saved, ms',
      x: 'tabs that save at once',
      series: [series('median', ({ ms }) => ms.median), series('95th percentile', ({ ms }) => ms.p95)],
    },
    {
      title: 'turns saved a second, all tabs',
      x: 'tabs that save at once',
      series: [series('turns', ({ turnsASecond }) => turnsASecond)],
    },
    {
      title: 'launches at the same moment',
      x: 'tabs that launch at once',
      series: [series('busy', ({ launches }) => launches.busy), series('sent', ({ launches }) => launches.sent)],
    },
  ]),
);
console.table(results.map(({ ms, launches, ...rest }) => ({ ...rest, ...ms, ...launches })));
