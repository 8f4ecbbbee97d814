import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineSignals } from '../../src/index.js';
import { batchId, manySignals, now, releaseOf, tally, tallyOf } from '../support/ledgers.js';
import {
  compacted,
  counted,
  countersIn,
  noNetwork,
  silence,
  storeWith,
  toolFailed,
  turns,
  world,
} from '../support/world.js';

const extraSignals = defineSignals({ extra: manySignals.extra });

test('should show what a former session left before anybody is asked, and touch nothing', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 2 }));
  await store.apply({ type: 'opened', id: batchId(900), now });
  await store.append(tallyOf({ 'turns/total': 3 }, releaseOf(5)), 'first');
  const before = await store.read();
  const { telemetry, clock, posts } = world({ store, answered: undefined });
  expect(await clock.run(telemetry.inspect())).toEqual({
    consent: undefined,
    pending: [tallyOf({ 'turns/total': 3 }, releaseOf(5))],
    outbox: { ...tallyOf({ 'turns/total': 2 }), id: batchId(900), sealedAt: now, strikes: 0, launches: 1 },
    next: [
      '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":2}]}',
      '{"version":"1.5.0","os":"other","counters":[{"signal":"turns","bucket":"total","count":3}]}',
    ],
    delivery: { failures: 0 },
    lost: {},
    unreported: {},
  });
  expect(await store.read()).toEqual(before);
  expect(posts).toEqual([]);
});

test('should include what was counted just now, in the middle of a turn', async () => {
  const { telemetry, clock } = world();
  turns(telemetry, 2);
  telemetry.record(toolFailed);
  const { consent, pending } = await clock.run(telemetry.inspect());
  expect(consent).toBe(true);
  expect(pending).toEqual([tallyOf({ 'turns/total': 2, 'tool_error/exec': 1 })]);
  expect(clock.now()).toBe(now);
});

test('should still show everything after stop', async () => {
  const { telemetry, clock } = world();
  turns(telemetry, 2);
  telemetry.record(compacted);
  await clock.run(telemetry.stop());
  const { consent, pending, next } = await clock.run(telemetry.inspect());
  expect(consent).toBe(true);
  expect(pending).toEqual([tallyOf({ 'turns/total': 2, 'compaction/total': 1 })]);
  expect(next.map(countersIn)).toEqual([{ 'turns/total': 2, 'compaction/total': 1 }]);
});

test('should show the pause, the strikes and what was given up', async () => {
  const { telemetry, clock, flush } = world({
    replies: [
      () => new Response('{"void":true}', { status: 400, headers: { 'content-type': 'application/problem+json' } }),
    ],
  });
  turns(telemetry, 2);
  await flush();
  const inspection = await clock.run(telemetry.inspect());
  expect(inspection.delivery).toEqual({ failures: 1, notBefore: clock.now() + 60_000 });
  expect(inspection.outbox).toMatchObject({ strikes: 1 });
  for (let launch = 0; launch < 2; launch++) {
    await clock.advance(3_600_000);
    await flush();
  }
  expect(await clock.run(telemetry.inspect())).toMatchObject({ lost: { refused: 2 }, next: [], pending: [] });
});

test('should say nothing rather than fail when storage does', async () => {
  const store = await storeWith(tallyOf({ 'turns/total': 2 }));
  store.read = () => Promise.reject(new Error('gone'));
  const { telemetry, clock } = world({ store });
  expect(await clock.run(telemetry.inspect())).toMatchObject({ pending: [], next: [], lost: {} });
});

test('should answer in time when storage never does', async () => {
  const store = await storeWith();
  store.append = () => new Promise(() => {});
  const { telemetry, clock } = world({ store });
  await clock.advance(0);
  turns(telemetry, 1);
  expect(await clock.run(telemetry.inspect())).toMatchObject({ pending: [] });
  expect(clock.now() - now).toBe(8000);
  await clock.run(telemetry.stop());
});

test('should announce exactly the bodies that the next flush posts, in order', async () => {
  const outbox = fc.record({ age: fc.constantFrom(0, 29, 31, -2), sealed: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(tally, { maxLength: 5 }),
      fc.array(tally, { maxLength: 3 }),
      outbox,
      async (first, later, { age, sealed }) => {
        const store = await storeWith(...first);
        if (sealed) await store.apply({ type: 'opened', id: batchId(900), now: now - age * 86_400_000 });
        for (const each of later) await store.append(each, 'first');
        const { telemetry, clock, flush, posts } = world({ store, extraSignals });
        const { next } = await clock.run(telemetry.inspect());
        const { skipped, delivered } = await flush();
        expect(posts.map(({ body }) => body)).toEqual(next);
        expect(delivered).toBe(next.length);
        expect(skipped).toBe(first.length + later.length === 0 ? 'empty' : undefined);
        expect((await clock.run(telemetry.inspect())).next).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('should announce the same again for what a flush could not deliver', async () => {
  const { telemetry, clock, flush, posts } = world({ replies: [noNetwork, silence, noNetwork, noNetwork, counted] });
  turns(telemetry, 2);
  const first = await clock.run(telemetry.inspect());
  await flush();
  turns(telemetry, 1);
  const second = await clock.run(telemetry.inspect());
  expect(second.next).toEqual([...first.next, expect.stringContaining('"count":1}')]);
  await clock.advance(60_000);
  await flush();
  expect(posts.slice(-2).map(({ body }) => body)).toEqual(second.next);
});
