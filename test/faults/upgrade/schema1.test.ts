import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { indexedDbStore, storedConsent } from '../../../src/index.js';
import { parseLedger } from '../../../src/reducers/parseLedger.js';
import { endpoint } from '../../support/endpoint.js';
import { day } from '../../support/ledgers.js';
import { Clock, type World, world } from '../../support/world.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { dump, restore, schema1 } from './fixture.js';
import { liveThrough } from './history.js';
import { shapeOf, withoutAnswer } from './shape.js';

const name = 'turntally';
const minute = 60_000;

/** The session of a later release, on the database as it was found. */
async function upgraded(): Promise<World> {
  freshIndexedDB();
  await restore(name, schema1());
  const made = world(
    {
      store: indexedDbStore({ endpoint, name }),
      release: { version: '2.0.0' },
    },
    new Clock(60),
  );
  await made.clock.advance(100);
  return made;
}

const outbox = {
  id: 'batch-0000000000000007',
  release: { version: '1.3.0', os: 'linux' },
  counters: { 'turns/total': 1, 'finish_reason/stop': 7 },
  sealedAt: 1779278400000,
  strikes: 1,
  // Launches were not counted then: it may have been sent by one.
  launches: 1,
};
const bodies = [
  '{"version":"1.3.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1},{"signal":"finish_reason","bucket":"stop","count":7}]}',
  '{"version":"1.3.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1}]}',
  '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":3},{"signal":"cache_hit","bucket":"95_99","count":2},{"signal":"compaction","bucket":"total","count":1},{"signal":"tool_error","bucket":"exec","count":1}]}',
];

test('the fixture is loaded as it stands', async () => {
  freshIndexedDB();
  await restore(name, schema1());
  expect(JSON.stringify(await dump(name))).toBe(JSON.stringify(schema1()));
});

test('a database of the first published schema is read to the last count', async () => {
  const { telemetry, clock } = await upgraded();
  expect(await clock.run(telemetry.inspect())).toEqual({
    consent: true,
    pending: [
      { release: { version: '1.3.0', os: 'linux' }, counters: { 'turns/total': 1 } },
      {
        release: { version: '1.4.0', os: 'linux' },
        counters: { 'turns/total': 3, 'cache_hit/95_99': 2, 'compaction/total': 1, 'tool_error/exec': 1 },
      },
    ],
    outbox,
    next: bodies,
    delivery: { failures: 1, notBefore: 1779278460000, lastDeliveredAt: 1779192000000 },
    lost: { refused: 4, expired: 3, corrupt: 1, overflow: 1 },
    unreported: {},
  });
  expect(JSON.stringify(await dump(name)), 'looking changes nothing').toBe(JSON.stringify(schema1()));
  await clock.run(telemetry.stop());
});

test('its snapshot is revived without any other change', () => {
  const snapshot = schema1().stores.ledger?.records.find(([key]) => key === 'snapshot')?.[1];
  expect(snapshot).toBeDefined();
  expect(parseLedger(snapshot)).toEqual({ ...(snapshot as object), outbox, unreported: {} });
});

test('a launch delivers it: what may have been sent first, under its own id, byte for byte', async () => {
  const { telemetry, clock, posts } = await upgraded();
  expect(await clock.run(telemetry.flush())).toMatchObject({ skipped: 'postponed' });
  await clock.advance(minute);
  expect(await clock.run(telemetry.flush())).toEqual({ delivered: 3, foldedBack: 0, held: 0, lost: 0 });
  expect(posts.map(({ body }) => body)).toEqual(bodies);
  expect(posts[0]?.id).toBe(outbox.id);
  const { pending, outbox: left, delivery, lost } = await clock.run(telemetry.inspect());
  expect([pending, left]).toEqual([[], undefined]);
  expect(delivery).toEqual({ failures: 0, lastDeliveredAt: clock.now(), lastDay: Math.floor(clock.now() / day) });
  expect(lost).toEqual({ refused: 4, expired: 3, corrupt: 1, overflow: 1 });
  await clock.run(telemetry.stop());
});

test('an answer that names no recipient is none: the person is asked, and everything is kept meanwhile', async () => {
  freshIndexedDB();
  await restore(name, schema1());
  expect(await firstValueFrom(storedConsent({ endpoint, name }).consent$)).toBe(undefined);
  expect(JSON.stringify(await dump(name))).toBe(JSON.stringify(schema1()));
});

test('the ledger written today has the shape of the fixture, but for three fields that former code ignores', async () => {
  freshIndexedDB();
  await liveThrough(name);
  expect(shapeOf(withoutAnswer(await dump(name)))).toEqual(shapeOf(withoutAnswer(schema1())));
});
