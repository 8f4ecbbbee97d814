/** What saving a turn costs, beside one bare `set` of idb-keyval with the same value: `npm run bench:persisting`. */
import type { CDPSession, Page } from 'playwright';
import { openPages } from './lib/pages.js';
import { keepJson, machine } from './lib/report.js';
import { type Spread, spreadOf, tellSpread } from './lib/statistics.js';

const pagesInAll = 5;
const rounds = 30;
/** A multiple of the 64 appends after which the pipeline folds: each round pays for its fold. */
const turns = 64;
const contestants = ['pipeline', 'append', 'bare'] as const;
type Contestant = (typeof contestants)[number];
type Each = Readonly<Record<Contestant, number>>;

interface Steadily {
  readonly appends: number;
  readonly inFlightAtMost: number;
  readonly longTasks: readonly number[];
}

/** Medians of rounds in which the contestants take turns, first in one order, then in the other. */
async function medians(measure: (contestant: Contestant) => Promise<number>): Promise<Each> {
  const all: Record<Contestant, number[]> = { pipeline: [], append: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const each of round % 2 ? contestants : contestants.toReversed()) all[each].push(await measure(each));
  }
  const of = (contestant: Contestant): number => spreadOf(all[contestant]).median;
  return { pipeline: of('pipeline'), append: of('append'), bare: of('bare') };
}

async function onePage(page: Page) {
  const run = (contestant: Contestant) => page.evaluate<number>(`bench.run('${contestant}', ${turns})`);
  await page.evaluate('bench.warmUp()');
  const us = await medians(async (contestant) => ((await run(contestant)) * 1000) / turns);
  const callUs = await page.evaluate<number>('bench.callOfTurn(500)');

  const cdp = await page.context().newCDPSession(page);
  // Processor time, so that other load does not count.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyUs = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await busySeconds(cdp);
    await work();
    return ((await busySeconds(cdp)) - before) * 1e6;
  };
  const mainThreadUs = await medians(async (contestant) => (await busyUs(() => run(contestant))) / turns);
  let steadily: Steadily = { appends: 0, inFlightAtMost: 0, longTasks: [] };
  const steadilyUs = await busyUs(async () => {
    steadily = await page.evaluate<Steadily>(`bench.steadily(1000, ${seconds})`);
  });
  return { us, mainThreadUs, callUs, steadily, steadilyUs: steadilyUs / (1000 * seconds) };
}

const seconds = 2;

async function busySeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

const pages = await openPages({ persisting: "export * from './persisting.js';" });
const measured: Awaited<ReturnType<typeof onePage>>[] = [];
try {
  for (let at = 0; at < pagesInAll; at++) {
    const page = await pages.open('persisting');
    measured.push(await onePage(page));
    await page.context().close();
  }
} finally {
  await pages.close();
}

type Measured = (typeof measured)[number];
const over = (of: (each: Measured) => number): Spread => spreadOf(measured.map(of));
const result = {
  ...machine(`Chromium ${pages.version}`),
  pages: pagesInAll,
  rounds,
  turnsPerRound: turns,
  usPerTurn: {
    pipeline: over(({ us }) => us.pipeline),
    append: over(({ us }) => us.append),
    bareSet: over(({ us }) => us.bare),
  },
  ratio: { pipeline: over(({ us }) => us.pipeline / us.bare), append: over(({ us }) => us.append / us.bare) },
  mainThreadUsPerTurn: {
    pipeline: over(({ mainThreadUs }) => mainThreadUs.pipeline),
    bareSet: over(({ mainThreadUs }) => mainThreadUs.bare),
    hostsCall: over(({ callUs }) => callUs),
  },
  thousandTurnsASecond: {
    putsASecond: over(({ steadily }) => steadily.appends / seconds),
    putsAtATime: over(({ steadily }) => steadily.inFlightAtMost).most,
    longTasks: measured.flatMap(({ steadily }) => steadily.longTasks).length,
    mainThreadUsPerTurn: over(({ steadilyUs }) => steadilyUs),
  },
};
await keepJson('persisting.json', result);
const { usPerTurn, ratio, mainThreadUsPerTurn: busy, thousandTurnsASecond: many } = result;
console.log(`a turn saved, µs        ${tellSpread(usPerTurn.pipeline, 0)}
the store's append, µs  ${tellSpread(usPerTurn.append, 0)}
a bare set, µs          ${tellSpread(usPerTurn.bareSet, 0)}
ratio of the turn       ${tellSpread(ratio.pipeline)}   target: at most 1.15
ratio of the append     ${tellSpread(ratio.append)}
main thread, µs         ${tellSpread(busy.pipeline, 0)}
  of a bare set         ${tellSpread(busy.bareSet, 0)}
  the host's own call   ${tellSpread(busy.hostsCall, 0)}
1,000 turns a second    ${tellSpread(many.putsASecond, 0)} puts a second, ${many.putsAtATime} at a time,
                        ${tellSpread(many.mainThreadUsPerTurn, 0)} µs of the main thread a turn, ${many.longTasks} long tasks`);
