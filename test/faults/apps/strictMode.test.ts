import fc from 'fast-check';
import { BehaviorSubject, type Observable } from 'rxjs';
import { expect, test } from 'vitest';
import { indexedDbStore, storedConsent, type Telemetry } from '../../../src/index.js';
import { effort } from '../../support/effort.js';
import { endpoint } from '../../support/endpoint.js';
import { Clock, settle, turns, type World, world } from '../../support/world.js';
import { type Fate, fates, honestCollector } from '../../support/worldCollector.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { quietly } from './quietly.js';

quietly();

type Consent = Observable<boolean | undefined>;
const consents: [string, () => Promise<Consent>][] = [
  ['a consent of its own', async () => new BehaviorSubject<boolean | undefined>(true)],
  [
    'a kept answer',
    async () => {
      const consent = storedConsent({ endpoint });
      await consent.answer(true);
      return consent.consent$;
    },
  ],
];

/** Web Locks, shared by all tabs of a world. */
function locksOf(): LockManager {
  const held = new Set<string>();
  const request = async (name: string, _: unknown, callback: (lock: unknown) => Promise<unknown>) => {
    if (held.has(name)) return callback(null);
    held.add(name);
    return callback({ name }).finally(() => held.delete(name));
  };
  return { request } as unknown as LockManager;
}

interface House {
  readonly made: World;
  readonly collector: ReturnType<typeof honestCollector>;
  start(): Telemetry;
  /** Delivers what is left, in a last session, and resolves with how many turns the collector has. */
  collect(): Promise<number | undefined>;
}

async function house(consent$: Consent, script: readonly Fate[] = []): Promise<House> {
  const clock = new Clock(60);
  const collector = honestCollector();
  const replies = [...collector.replies(...script), collector.reply('counted')];
  const made = world({ enabled: false, consent$, replies, platform: { locks: locksOf() } }, clock);
  const start = (): Telemetry => made.start({ enabled: true, store: indexedDbStore({ endpoint }) });
  return {
    made,
    collector,
    start,
    async collect() {
      made.replies = [collector.reply('counted')];
      const last = start();
      for (let day = 0; day < 4; day++) {
        await clock.advance(86_400_000);
        await clock.run(last.flush());
      }
      await clock.run(last.stop());
      await settle();
      expect(clock.actions).toEqual([]);
      return collector.sums['turns/total'];
    },
  };
}

test.each(consents)('start, stop and start at once lose nothing and double nothing, with %s', async (_, ask) => {
  freshIndexedDB();
  const { made, start, collect } = await house(await ask());
  const first = start();
  turns(first, 3);
  const stopped = first.stop();
  const second = start();
  turns(second, 4);
  made.idle$.next();
  await made.clock.run(stopped);
  turns(second, 5);
  await made.clock.run(second.stop());
  expect(await collect()).toBe(12);
});

test.each(consents)('two instances of one name count beside each other, with %s', async (_, ask) => {
  freshIndexedDB();
  const { made, start, collect } = await house(await ask());
  const both = [start(), start()];
  for (const each of both) turns(each, 3);
  made.idle$.next();
  const reports = await Promise.all(both.map((each) => made.clock.run(each.flush())));
  for (const each of both) turns(each, 2);
  for (const each of both) await made.clock.run(each.stop());
  expect(reports.map(({ lost }) => lost)).toEqual([0, 0]);
  expect(await collect()).toBe(10);
});

const step = fc.oneof(
  fc.constantFrom('start', 'stop', 'turn', 'turn', 'idle', 'flush'),
  fc.constantFrom(0, 50, 6000, 90_000),
);

test('any number of starts and stops of one name, awaited or not, lose nothing and double nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...consents),
      fc.array(step, { maxLength: 30, size: 'max' }),
      fc.array(fc.constantFrom(...fates.filter((fate) => !fate.startsWith('refused'))), { maxLength: 8 }),
      async ([, ask], steps, script) => {
        freshIndexedDB();
        const { made, start, collect } = await house(await ask(), script);
        const running: Telemetry[] = [];
        const ends: Promise<unknown>[] = [];
        let recorded = 0;
        for (const each of ['start' as const, ...steps]) {
          const newest = running.at(-1);
          if (typeof each === 'number') await made.clock.advance(each);
          else if (each === 'start') running.push(start());
          else if (each === 'idle') made.idle$.next();
          else if (each === 'flush') ends.push(...running.map((telemetry) => telemetry.flush()));
          else if (each === 'stop') ends.push(...running.splice(0, 1).map((telemetry) => telemetry.stop()));
          else if (newest) {
            turns(newest, 1);
            recorded++;
          }
        }
        ends.push(...running.map((telemetry) => telemetry.stop()));
        await made.clock.run(Promise.all(ends));
        expect((await collect()) ?? 0).toBe(recorded);
      },
    ),
    { numRuns: effort(12, 40) },
  );
});
