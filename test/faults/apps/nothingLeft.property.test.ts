import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { filter, merge, of, ReplaySubject, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { startTurntally, storedConsent } from '../../../src/index.js';
import { effort } from '../../support/effort.js';
import { compacted, endpoint, toolFailed, turnDone } from '../../support/world.js';
import { countedPage, nothing, type Opening } from './census.js';
import { quietly } from './quietly.js';

quietly();

const step = fc.oneof(
  fc.constantFrom(true, true, true, false, undefined).map((say) => ({ say })),
  fc.constantFrom('turn', 'tap', 'hide', 'rest', 'launch', 'flush', 'inspect', 'observe', 'stop'),
  fc.constantFrom(0, 100, 6000, 60_000).map((wait) => ({ wait })),
);
const replies = fc.array(fc.constantFrom(202, 429, 500, 404, 'no answer', 'no network'), { maxLength: 6 });

const reply = (answer: unknown): Promise<Response> | undefined => {
  if (answer === 'no answer') return undefined;
  if (answer === 'no network') return Promise.reject(new TypeError('Failed to fetch'));
  return Promise.resolve(new Response(null, { status: Number(answer) }));
};

test('should see what is in use while it is counted and sent', async () => {
  const page = countedPage();
  const telemetry = startTurntally({
    endpoint,
    release: { version: '1.4.0' },
    consent$: page.watched(merge(of(true), storedConsent({ endpoint }).consent$.pipe(filter(() => false)))),
    launch$: page.watched(new Subject()),
    platform: { fetch: page.fetching(() => undefined) },
  });
  telemetry.record(turnDone);
  page.rest();
  await page.wait(100);
  const flushed = telemetry.flush();
  await page.wait(100);
  telemetry.record(compacted);
  const inUse = { listeners: 2, locks: 1, connections: 1, channels: 1, subscriptions: 2, requests: 1 };
  expect(page.census()).toMatchObject(inUse);
  // The wait for an answer, and the one for the turn to end.
  expect(page.census().timers).toBeGreaterThanOrEqual(2);
  await Promise.all([telemetry.stop(), page.wait(100)]);
  await flushed;
  await page.wait(100);
  expect(page.census()).toEqual(nothing);
});

test('should leave nothing behind after stop(), whenever it comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Opening>('soon', 'soon', 'soon', 'late', 'refused'),
      fc.constantFrom('stored', 'plain'),
      fc.boolean(),
      fc.array(step, { maxLength: 15, size: 'max' }),
      replies,
      async (opening, kind, isIdle, steps, answers) => {
        const page = countedPage(opening);
        const told$ = new ReplaySubject<boolean | undefined>(1);
        const launch$ = new Subject<void>();
        const consent = storedConsent({ endpoint });
        const script = [...answers];
        const telemetry = startTurntally({
          endpoint,
          release: { version: '1.4.0' },
          consent$: kind === 'plain' ? page.watched(told$) : consent.consent$,
          ...(!isIdle && { launch$: page.watched(launch$) }),
          platform: { fetch: page.fetching(() => reply(script.length > 0 ? script.shift() : 202)) },
        });
        const ends: Promise<unknown>[] = [];
        for (const each of steps) {
          if (typeof each === 'object' && 'wait' in each) await page.wait(each.wait);
          else if (typeof each === 'object') {
            told$.next(each.say);
            if (each.say !== undefined) ends.push(consent.answer(each.say).catch(() => {}));
          } else if (each === 'turn') telemetry.record(turnDone);
          else if (each === 'tap') of(compacted, toolFailed).pipe(telemetry.tap()).subscribe();
          else if (each === 'hide') page.hide();
          else if (each === 'rest') page.rest();
          else if (each === 'launch') launch$.next();
          else if (each === 'observe') telemetry.status$.subscribe().unsubscribe();
          else ends.push(telemetry[each]());
        }
        ends.push(telemetry.stop(), telemetry.stop());
        let ended = false;
        void Promise.all(ends).then(() => (ended = true));
        for (let moment = 0; !ended && moment < 60; moment++) await page.wait(1000);
        expect(ended).toBe(true);
        // What storage has not answered yet may come to its end.
        for (let moment = 0; moment < 60 && !isDeepStrictEqual(page.census(), nothing); moment++) await page.wait(5000);
        expect(page.census()).toEqual(nothing);
      },
    ),
    { numRuns: effort(25, 100) },
  );
});
