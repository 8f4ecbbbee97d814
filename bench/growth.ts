/** What 10³ to 10⁸ events cost and leave behind: `npm run bench:growth`. Plots bench/results/growth.svg. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openPages } from './lib/pages.js';
import { type Panel, plot } from './lib/plot.js';
import { keep, keepJson, machine } from './lib/report.js';

interface Grown {
  readonly events: number;
  /** Nanoseconds of the app's time per event. */
  readonly ns: number;
  /** What the heap has grown by since the first hundred thousand. */
  readonly heapBytes: number;
  readonly ledgerBytes: number;
  /** Of the records as they are stored: in Chromium only. */
  readonly databaseBytes: number;
  readonly payloadBytes: number;
  readonly payloads: number;
  readonly turns: number;
}

const inNode = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
const inChromium = inNode.slice(0, -1);

async function growInNode(events: number): Promise<Grown> {
  const program = join(import.meta.dirname, 'pages', 'growingInNode.ts');
  const flags = ['--expose-gc', '--import', 'tsx'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, String(events)]);
  return JSON.parse(stdout);
}

const pages = await openPages({ growing: "export * from './growing.js';" });

async function growInChromium(events: number): Promise<Grown> {
  const page = await pages.open('growing');
  const cdp = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize;
  };
  await page.evaluate('bench.grow(100_000).then(() => bench.kept())');
  const before = await heap();
  await page.evaluate('bench.grow(10_000)'); // what a collection has thrown away is compiled again
  const grown = await page.evaluate<Pick<Grown, 'events' | 'ns'>>(`bench.grow(${events})`);
  const left = await page.evaluate<Omit<Grown, 'events' | 'ns' | 'heapBytes'>>('bench.kept()');
  const heapBytes = (await heap()) - before;
  await page.context().close();
  return { ...grown, heapBytes, ...left };
}

const results: { node: Grown[]; chromium: Grown[] } = { node: [], chromium: [] };
try {
  for (const events of inNode) results.node.push(await growInNode(events));
  for (const events of inChromium) results.chromium.push(await growInChromium(events));
} finally {
  await pages.close();
}

const panel = (title: string, top: number, of: (grown: Grown) => number): Panel => ({
  title,
  top,
  x: 'events',
  powers: true,
  series: Object.entries({ Node: results.node, Chromium: results.chromium }).map(([name, all]) => ({
    name,
    points: all.map((grown) => [10 ** Math.floor(Math.log10(grown.events)), of(grown)] as const),
  })),
});
const panels = [
  panel('app’s time per event, ns', 100, ({ ns }) => ns),
  panel('heap grown by, KiB', 1024, ({ heapBytes }) => Math.max(0, heapBytes) / 1024),
  panel('ledger, bytes', 1000, ({ ledgerBytes }) => ledgerBytes),
  panel('payload, bytes', 2000, ({ payloadBytes }) => payloadBytes),
];
await keepJson('growth.json', {
  ...machine(`Chromium ${pages.version}, Node ${process.versions.node}`),
  ...results,
});
await keep('growth.svg', plot(panels));
for (const [engine, all] of Object.entries(results)) {
  console.log(engine);
  console.table(all);
}
