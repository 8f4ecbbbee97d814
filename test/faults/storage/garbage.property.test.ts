import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lostIn } from '../../../src/reducers/ledger.js';
import { isNewer } from '../../../src/reducers/parseLedger.js';
import { damaged, ledger, nearMiss, pathsOf } from '../../support/damage.js';
import { contents, withDatabase } from '../../support/databases.js';
import { effort } from '../../support/effort.js';
import { keptIn } from '../../support/world.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { app, counted, name } from './app.js';
import { ledgerIn } from './ledgerIn.js';

/** Whatever a database can hold. */
const junk = fc.oneof(
  nearMiss.filter((value) => typeof value !== 'symbol'),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
);
const broken = fc.tuple(ledger, fc.nat(), junk).map(([whole, nth, instead]) => {
  const paths = pathsOf(whole);
  return damaged(whole, paths[nth % paths.length] ?? [], instead);
});
const key = fc.oneof(
  fc.constantFrom<IDBValidKey>('tally/epoch/1', 'tally/epoch/', 'tally/', 'tally/other/1', 'consent', 7, ['tally/']),
  fc.string(),
);
const record = fc.oneof(junk, fc.record({ release: junk, counters: junk }));

const plantAll = (records: readonly (readonly [IDBValidKey, unknown])[]): Promise<void> =>
  withDatabase(
    name,
    (db) =>
      new Promise((resolve, reject) => {
        const transaction = db.transaction('ledger', 'readwrite');
        for (const [key, value] of records) transaction.objectStore('ledger').put(value, key);
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      }),
  );

test('whatever is stored, and where: sessions count and deliver, storage works, and no app notices', async () => {
  freshIndexedDB();
  const { clock, turns, launch, restart, status, collector, telemetry } = app();
  await clock.advance(100);
  turns();
  await clock.advance(100);
  let session = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(broken, junk),
      fc.array(fc.tuple(key, record), { maxLength: 3 }),
      async (snapshot, beside) => {
        await clock.run(telemetry().stop());
        await plantAll([...beside, ['snapshot', snapshot]]);
        const version = `9.${session++}.0`;
        await restart({ release: { version } });
        turns();
        await clock.advance(100);
        for (let again = 0; again < 3; again++) {
          await launch();
          await clock.advance(86_400_000);
        }
        expect(collector.versions[version]).toEqual(counted);
        expect(status()).toMatchObject({
          state: 'counting',
          faults: 0,
          storage: isNewer(snapshot) ? 'memory' : 'indexeddb',
        });
        if (isNewer(snapshot)) return;
        const { ledger } = ledgerIn(await contents(name));
        expect(keptIn(ledger)).toEqual({});
        expect(status().lost).toBe(lostIn(ledger));
      },
    ),
    { numRuns: effort(20, 60) },
  );
});
