import { describe, expect, test } from 'vitest';
import type { Counters } from '../../../src/index.js';
import { contents } from '../../support/databases.js';
import { addTo, keptIn } from '../../support/world.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { type App, app, name } from './app.js';
import { blocked, brokenConnection, closedDoor, type Fault, fullDisk } from './faults.js';
import { ledgerIn } from './ledgerIn.js';

const faults: [string, Fault][] = [
  ...Object.entries({ ...fullDisk, ...closedDoor, ...brokenConnection }),
  ['a database that is blocked', blocked],
];

/** What is stored or has been delivered; nothing counts in both. */
async function arrived({ collector }: App): Promise<Counters> {
  const sum = keptIn(ledgerIn(await contents(name)).ledger);
  addTo(sum, collector.sums);
  return sum;
}

/** After the wait for another try, and for the status to be told. */
const tryAgain = ({ clock }: App): Promise<void> => clock.advance(5000 + 100);

async function counting(): Promise<App> {
  freshIndexedDB();
  const made = app();
  await made.clock.advance(100);
  made.turns();
  await made.clock.advance(100);
  expect(made.status()).toMatchObject({ state: 'counting', storage: 'indexeddb' });
  return made;
}

describe.each(faults)('%s', (_, fault) => {
  test('in the midst of a session: counts stay in memory, and are saved once when it is well again', async () => {
    const made = await counting();
    const { clock, turns, launch, status, observed, collector } = made;
    const { mend } = await fault();
    turns(2);
    await clock.advance(20_000);
    turns();
    await launch();
    expect(collector.sums).toEqual({});
    expect(status()).toMatchObject({ state: 'counting', storage: 'failing', counted: 12, lost: 0 });
    await mend();
    await tryAgain(made);
    expect(status()).toMatchObject({ storage: 'indexeddb', lost: 0 });
    expect(await arrived(made)).toEqual(observed);
    await launch();
    expect(collector.sums).toEqual(observed);
  });

  test('from the first start on: counts stay in memory, and are saved once when it is well again', async () => {
    freshIndexedDB();
    const { mend } = await fault();
    const made = app();
    const { clock, turns, launch, status, observed, collector } = made;
    turns(2);
    await clock.advance(20_000);
    turns();
    await launch();
    expect(status()).toMatchObject({ state: 'counting', storage: 'failing', counted: 9, lost: 0 });
    await mend();
    await tryAgain(made);
    expect(status()).toMatchObject({ storage: 'indexeddb', lost: 0 });
    await launch();
    expect(collector.sums).toEqual(observed);
  });

  test('until the app is closed: stop() ends in time, and what was saved before is delivered by the next session', async () => {
    const { clock, turns, launch, restart, observed, collector, telemetry } = await counting();
    const saved = { ...observed };
    const { mend } = await fault();
    turns();
    await clock.advance(20_000);
    const before = clock.now();
    await clock.run(telemetry().stop());
    expect(clock.now() - before).toBeLessThanOrEqual(8000);
    await mend();
    await restart();
    await launch();
    for (const [token, count] of Object.entries(saved)) {
      expect(collector.sums).toHaveProperty([token]);
      expect([count, count + 1]).toContain(collector.sums[token as keyof typeof saved]);
    }
  });
});
