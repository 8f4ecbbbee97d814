/** How long until the first event can be recorded, beside importing rxjs alone: `npm run bench:launching`. */
import { openPages } from './lib/pages.js';
import { keepJson, machine } from './lib/report.js';
import { spreadOf, tellSpread } from './lib/statistics.js';

const rounds = 31;

/** What a page imports. The parts of rxjs are those that turntally itself uses. */
const modules = {
  turntally: "import { launch } from './launching.js'; launch();",
  rxjs: "import * as rxjs from 'rxjs'; globalThis.rxjs = rxjs;",
  rxjsParts: "import * as rx from '../../src/streams/rx.js'; globalThis.rxjs = rx;",
};
const names = ['turntally', 'rxjs', 'rxjsParts'] as const;

const pages = await openPages(modules);
const profile = await pages.profile();
const times: Record<(typeof names)[number], number[]> = { turntally: [], rxjs: [], rxjsParts: [] };
try {
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length] ?? 'rxjs';
      const page = await pages.open(undefined, profile);
      const ms = await page.evaluate<number>(`(async () => {
        const begin = performance.now();
        await import('/${name}.js');
        return performance.now() - begin;
      })()`);
      await page.close();
      if (round > 0) times[name].push(ms); // the first page of each warms the browser up
    }
  }
} finally {
  await profile.close();
  await pages.close();
}

const ratioTo = (other: 'rxjs' | 'rxjsParts') => spreadOf(times.turntally).median / spreadOf(times[other]).median;
const result = {
  ...machine(`Chromium ${pages.version}`),
  rounds,
  msToFirstEvent: spreadOf(times.turntally),
  msToImport: { rxjs: spreadOf(times.rxjs), partsOfRxjs: spreadOf(times.rxjsParts) },
  ratio: { rxjs: ratioTo('rxjs'), partsOfRxjs: ratioTo('rxjsParts') },
};
await keepJson('launching.json', result);
console.log(`turntally, to the first event   ${tellSpread(result.msToFirstEvent)} ms
all of rxjs, imported            ${tellSpread(result.msToImport.rxjs)} ms   ratio ${result.ratio.rxjs.toFixed(2)}
the parts of rxjs it uses        ${tellSpread(result.msToImport.partsOfRxjs)} ms   ratio ${result.ratio.partsOfRxjs.toFixed(2)}`);
