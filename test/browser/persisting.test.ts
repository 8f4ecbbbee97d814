import { NEVER, of } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { type Counters, indexedDbStore, type LedgerStore, startTurntally } from '../../src/index.js';
import { databaseName } from '../support/databases.js';
import { endpoint } from '../support/endpoint.js';
import { tallyOf } from '../support/ledgers.js';

const turns = 1000;

/** An app with a real store that logs its appends, and how many run at the same time. */
async function app() {
  const name = databaseName();
  const inner = indexedDbStore({ endpoint, name });
  const puts: Counters[] = [];
  let running = 0;
  let most = 0;
  const store: LedgerStore = {
    ...inner,
    async append(tally, epoch) {
      puts.push(tally.counters);
      most = Math.max(most, ++running);
      await inner.append(tally, epoch);
      running--;
    },
  };
  const telemetry = startTurntally({
    name,
    endpoint: `${location.origin}/no-collector`,
    release: tallyOf({}).release,
    consent$: of(true),
    launch$: NEVER,
    store,
  });
  onTestFinished(() => telemetry.stop());
  await telemetry.inspect();
  const turn = (): void => telemetry.record({ kind: 'turn_done' });
  const saved = async () => (await telemetry.inspect()).pending.map(({ counters }) => counters);
  return { turn, saved, puts, most: () => most };
}

test('a thousand turns in a second: tallies are saved one at a time and lose nothing; waiting turns are added up', async () => {
  const { turn, saved, puts, most } = await app();
  const begin = performance.now();
  for (let ended = 0; ended < turns; await new Promise((resolve) => setTimeout(resolve))) {
    const due = Math.min(turns, performance.now() - begin);
    for (; ended < due; ended++) turn();
  }
  expect(await saved()).toEqual([{ 'turns/total': turns }]);
  expect(most()).toBe(1);
  expect(puts.length).toBeLessThanOrEqual(turns);
});

test('a thousand turns at once are two tallies: the first, and all others', async () => {
  const { turn, saved, puts } = await app();
  turn();
  expect(await saved()).toEqual([{ 'turns/total': 1 }]); // now it is counting, under a known epoch
  puts.length = 0;
  for (let n = 0; n < turns; n++) turn();
  expect(await saved()).toEqual([{ 'turns/total': turns + 1 }]);
  expect(puts).toEqual([{ 'turns/total': 1 }, { 'turns/total': turns - 1 }]);
});
