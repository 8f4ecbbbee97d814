/** What saving a turn costs, beside one bare `set` of idb-keyval with the same value: `npm run bench:persisting`. */
import type { CDPSession, Page } from 'playwright';
import { openPages } from './lib/pages.js';
import { keepJson, machine } from './lib/report.js';
import { mapSpread, type Spread, spreadOf, tellSpread } from './lib/statistics.js';

const pagesInAll = 5;
const rounds = 20;
/** A multiple of the 64 appends after which the pipeline folds: each round pays for its fold. */
const turns = 64;
type Contestant = 'pipeline' | 'bare';

interface Measured {
  readonly ms: number;
  /** Seconds of processor time in the page's main thread. */
  readonly busy: number;
}

async function busySeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

async function measure(page: Page, cdp: CDPSession, contestant: Contestant): Promise<Measured> {
  const before = await busySeconds(cdp);
  const ms = await page.evaluate<number>(`bench.run('${contestant}', ${turns})`);
  return { ms, busy: (await busySeconds(cdp)) - before };
}

interface PageResult {
  readonly us: Record<Contestant, number>;
  readonly mainThreadUs: Record<Contestant, number>;
  readonly callUs: number;
  readonly ratio: number;
  readonly steadily: Steadily;
}

interface Steadily {
  readonly appends: number;
  readonly inFlightAtMost: number;
  readonly longTasks: readonly number[];
  readonly mainThreadUs: number;
}

async function onePage(page: Page): Promise<PageResult> {
  const cdp = await page.context().newCDPSession(page);
  // Processor time: what else the machine does is not the page's.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate('bench.warmUp()');
  const all: Record<Contestant, Measured[]> = { pipeline: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const contestant of round % 2 ? (['bare', 'pipeline'] as const) : (['pipeline', 'bare'] as const)) {
      all[contestant].push(await measure(page, cdp, contestant));
    }
  }
  const median = (contestant: Contestant, of: (each: Measured) => number) => spreadOf(all[contestant].map(of)).median;
  const us = (contestant: Contestant) => (median(contestant, ({ ms }) => ms) * 1000) / turns;
  const busyUs = (contestant: Contestant) => (median(contestant, ({ busy }) => busy) * 1e6) / turns;
  const callUs = await page.evaluate<number>('bench.callOfTurn(500)');
  const before = await busySeconds(cdp);
  const steadily = await page.evaluate<Steadily>('bench.steadily(1000, 2)');
  const mainThreadUs = (((await busySeconds(cdp)) - before) * 1e6) / 2000;
  return {
    us: { pipeline: us('pipeline'), bare: us('bare') },
    mainThreadUs: { pipeline: busyUs('pipeline'), bare: busyUs('bare') },
    callUs,
    ratio: us('pipeline') / us('bare'),
    steadily: { ...steadily, mainThreadUs },
  };
}

const pages = await openPages({ persisting: "export * from './persisting.js';" });
const measured: PageResult[] = [];
try {
  for (let at = 0; at < pagesInAll; at++) {
    const page = await pages.open('persisting');
    measured.push(await onePage(page));
    await page.context().close();
  }
} finally {
  await pages.close();
}

const over = (of: (each: PageResult) => number): Spread => spreadOf(measured.map(of));
const result = {
  ...machine(`Chromium ${pages.version}`),
  pages: pagesInAll,
  rounds,
  turnsPerRound: turns,
  usPerTurn: { pipeline: over(({ us }) => us.pipeline), bareSet: over(({ us }) => us.bare) },
  ratio: over(({ ratio }) => ratio),
  mainThreadUsPerTurn: {
    pipeline: over(({ mainThreadUs }) => mainThreadUs.pipeline),
    bareSet: over(({ mainThreadUs }) => mainThreadUs.bare),
    more: over(({ mainThreadUs }) => mainThreadUs.pipeline - mainThreadUs.bare),
    hostsCall: over(({ callUs }) => callUs),
  },
  thousandTurnsASecond: {
    seconds: 2,
    puts: over(({ steadily }) => steadily.appends),
    putsAtATime: Math.max(...measured.map(({ steadily }) => steadily.inFlightAtMost)),
    longTasks: measured.flatMap(({ steadily }) => steadily.longTasks).length,
    mainThreadUsPerTurn: over(({ steadily }) => steadily.mainThreadUs),
  },
};
await keepJson('persisting.json', result);
const { usPerTurn, ratio, mainThreadUsPerTurn: busy, thousandTurnsASecond: many } = result;
console.log(`a turn saved, µs        ${tellSpread(usPerTurn.pipeline, 0)}
a bare set, µs          ${tellSpread(usPerTurn.bareSet, 0)}
ratio                   ${tellSpread(ratio)}   target: at most 1.15
main thread, µs         ${tellSpread(busy.pipeline, 0)}
  of a bare set         ${tellSpread(busy.bareSet, 0)}
  more than that        ${tellSpread(busy.more, 0)}
  the host's own call   ${tellSpread(busy.hostsCall, 0)}
1,000 turns a second    ${tellSpread(
  mapSpread(many.puts, (puts) => puts / many.seconds),
  0,
)} puts a second, ${many.putsAtATime} at a time,
                        ${tellSpread(many.mainThreadUsPerTurn, 0)} µs of the main thread a turn, ${many.longTasks} long tasks`);
