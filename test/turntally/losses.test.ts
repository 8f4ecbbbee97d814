import { expect, onTestFinished, test } from 'vitest';
import { type CollectorOptions, createCollector } from '../../packages/collector/src/index.js';
import { openStore } from '../../packages/collector/test/support.js';
import { type Counters, indexedDbStore, lostSignals } from '../../src/index.js';
import { addTo } from '../../src/reducers/counters.js';
import { plant } from '../support/databases.js';
import { endpoint } from '../support/endpoint.js';
import { day, releaseOf, tallyOf } from '../support/ledgers.js';
import {
  Clock,
  noNetwork,
  problem,
  type Reply,
  settle,
  toolFailed,
  turns,
  type World,
  world,
} from '../support/world.js';
import { freshIndexedDB } from '../support/worldDatabases.js';

const extraSignals = { ...lostSignals };

/** A client that has counted two turns with a failed tool, and a real collector. */
function clientOf(options: Partial<CollectorOptions> = { extraSignals }, more: object = {}) {
  const working = new Set<Promise<unknown>>();
  const clock = new Clock(8, async () => {
    await settle();
    while (working.size > 0) {
      await Promise.allSettled(working);
      await settle();
    }
  });
  const made = world({ extraSignals, ...more }, clock);
  const store = openStore();
  const { telemetry } = made;
  const collector = createCollector({ store, access: 'open', minReports: 1, now: () => clock.now(), ...options });
  const collect: Reply = ({ url, init }) => {
    const response = collector.fetch(new Request(url, init)).finally(() => working.delete(response));
    working.add(response);
    return response;
  };
  made.replies = [collect];
  onTestFinished(() => collector.maintain()); // it may be under way
  telemetry.record(toolFailed);
  turns(telemetry, 2);
  return {
    ...made,
    world: made,
    collect,
    page: async () => (await collector.fetch(new Request('http://collector.test/'))).text(),
    inspect: () => clock.run(telemetry.inspect()),
    /** What the collector has counted. */
    async sums(): Promise<Counters> {
      const rows = await store.rows({ from: '0000-01-01', to: '9999-12-31', unpublished: true });
      return rows.reduce((sum, { signal, bucket, count }) => addTo(sum, { [`${signal}/${bucket}`]: count }), {});
    },
    /** A day later, there is one more turn to deliver. */
    async nextDay(): Promise<void> {
      await clock.advance(day);
      turns(telemetry, 1);
      await made.flush();
    },
  };
}

const answers = async (world: World, replies: Reply[], launches = 1): Promise<void> => {
  world.replies = replies;
  for (let launch = 0; launch < launches; launch++) {
    await world.flush();
    await world.clock.advance(day);
  }
};
const voids = (errors?: object[]): Reply => problem(400, { void: true, ...(errors && { errors }) });

const expire = async (world: World): Promise<void> => {
  await answers(world, [noNetwork]);
  await world.clock.advance(14 * day);
};

const ways: readonly [string, (world: World, collect: Reply) => Promise<void>, Counters][] = [
  ['sealed more than 14 days ago', expire, { 'delivery/expired': 3 } as Counters],
  ['sent by eight launches', (world) => answers(world, [noNetwork], 8), { 'delivery/expired': 3 } as Counters],
  [
    'named by the collector',
    (world, collect) => answers(world, [voids([{ pointer: '/counters/1' }]), collect]),
    { 'delivery/refused': 2, 'tool_error/exec': 1 } as Counters,
  ],
  ['of three strikes', (world) => answers(world, [voids()], 3), { 'delivery/refused': 3 } as Counters],
  [
    'of the oldest of more than 16 releases',
    async ({ store, clock, telemetry }) => {
      await clock.run(telemetry.inspect());
      const { epoch } = await store.read();
      for (let n = 0; n < 16; n++) await store.append(tallyOf({ 'compaction/total': 1 }, releaseOf(n + 20)), epoch);
    },
    { 'delivery/overflow': 4, 'compaction/total': 15 } as Counters,
  ],
];

test.each(ways)('should report counts %s, once', async (_, lose, sums) => {
  const client = clientOf();
  await lose(client.world, client.collect);
  client.world.replies = [client.collect];
  await client.nextDay();
  await client.nextDay();
  expect(await client.sums()).toEqual({ ...sums, 'turns/total': 2 });
  expect(await client.inspect()).toMatchObject({ pending: [], unreported: {}, next: [] });
});

test('should report what is damaged in storage, once', async () => {
  freshIndexedDB();
  const client = clientOf({ extraSignals }, { store: indexedDbStore({ endpoint }) });
  await client.inspect();
  const { epoch } = await client.store.read();
  await plant('turntally', `tally/${epoch}/x`, { release: 'none', counters: { 'turns/total': 7 } });
  await client.flush();
  await client.nextDay();
  expect(await client.sums()).toEqual({ 'delivery/corrupt': 7, 'tool_error/exec': 1, 'turns/total': 3 });
});

test('should show on the stats page what was given up', async () => {
  const client = clientOf();
  await expire(client.world);
  client.world.replies = [client.collect];
  await client.nextDay();
  const page = await client.page();
  expect(page).toMatch(/Counts given up.*not delivered in time<\/small><\/span><td>3/s);
});

test('should show in inspect, byte for byte, what it reports', async () => {
  const client = clientOf();
  await expire(client.world);
  turns(client.telemetry, 1);
  const { next, unreported } = await client.inspect();
  expect(next).toEqual([expect.stringContaining('{"signal":"delivery","bucket":"expired","count":3}')]);
  expect(unreported).toEqual({}); // the batch has not expired before the next flush looks at it
  client.world.replies = [client.collect];
  await client.flush();
  expect(client.posts.at(-1)?.body).toBe(next[0]);
});

test('should report nothing without the signal', async () => {
  const client = clientOf({}, { extraSignals: {} });
  await expire(client.world);
  client.world.replies = [client.collect];
  await client.nextDay();
  expect(await client.sums()).toEqual({ 'turns/total': 1 });
  expect(await client.inspect()).toMatchObject({ lost: { expired: 3 } });
});

test('should not report that reports are refused: a collector without the signal gets one, and all other counts', async () => {
  const client = clientOf({});
  await expire(client.world);
  client.world.replies = [client.collect];
  for (let days = 0; days < 5; days++) await client.nextDay();
  const reporting = client.posts.filter(({ body }) => body.includes('"delivery"'));
  expect(reporting).toHaveLength(1);
  expect(await client.sums()).toEqual({ 'turns/total': 5 });
  expect(await client.inspect()).toMatchObject({ lost: { expired: 3, refused: 3 }, unreported: {}, pending: [] });
});

test('should not report the loss of a report, however often that is lost', async () => {
  const client = clientOf();
  for (const more of [2, 1, 1]) {
    await answers(client.world, [voids()], 3);
    turns(client.telemetry, more);
  }
  client.world.replies = [client.collect];
  await client.flush();
  // Three batches were lost: of 3 counts; of 2, and the report of 3; of 1, and the report of 2. The last report is of 1.
  expect(await client.inspect()).toMatchObject({ lost: { refused: 11 }, unreported: {} });
  expect(await client.sums()).toEqual({ 'turns/total': 1, 'delivery/refused': 1 });
});

test('should erase with everything else what is not reported yet', async () => {
  const client = clientOf();
  await answers(client.world, [voids()], 3);
  expect(await client.inspect()).toMatchObject({ unreported: { 'delivery/refused': 3 } });
  client.consent$.next(false);
  await client.clock.advance(0);
  expect(await client.inspect()).toMatchObject({ lost: {}, unreported: {} });
  client.consent$.next(true);
  client.world.replies = [client.collect];
  await client.nextDay();
  expect(await client.sums()).toEqual({ 'turns/total': 1 });
});
