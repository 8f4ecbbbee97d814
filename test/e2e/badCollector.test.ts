import { expect, test } from 'vitest';
import {
  type App,
  type Demo,
  demo,
  eventually,
  openApp,
  rowsOf,
  session,
  shortTurn,
  totalOf,
  without,
} from './support.js';

const delivered = { delivered: 1, foldedBack: 0, held: 0, lost: 0 };
const held = { delivered: 0, foldedBack: 0, held: 1, lost: 0 };
const ids = ({ posts }: App) => new Set(posts.map(({ id }) => id));
const bodies = ({ posts }: App) => new Set(posts.map(({ body }) => body));

/** The page after the session was replayed, with consent. */
async function replayed(collector: Demo): Promise<App> {
  const app = await openApp(collector);
  await app.agree();
  await app.click('replay');
  return app;
}

/** The same with a short turn. */
async function ran(collector: Demo): Promise<App> {
  const app = await openApp(collector);
  await app.agree();
  await app.runTurn();
  return app;
}

test('an answer that is dropped after counting: the batch is held, sent again at a later launch, and counted once', async () => {
  const collector = await demo();
  const app = await replayed(collector);
  await collector.setFault('drop');
  await app.relaunch();

  expect(await app.report()).toEqual(held);
  expect(await collector.rows()).toEqual(rowsOf(session));
  expect(await app.text('sum-outbox')).toBe(String(totalOf(session)));
  const [id] = ids(app);
  await eventually(() => app.text('outbox')).toContain(id);

  await collector.setFault('none');
  await app.relaunchLater();

  expect(await app.report()).toEqual(delivered);
  expect(await collector.rows()).toEqual(rowsOf(session));
  expect(await app.text('sum-outbox')).toBe('0');
  expect([...ids(app)]).toEqual([id]);
  expect(bodies(app).size).toBe(1);
  expect((await collector.seen())[0]).toMatchObject({ id, outcome: 'repeat, counted once' });
});

test('an answer that is dropped, then heard within the same launch: counted once', async () => {
  const collector = await demo();
  const app = await ran(collector);
  await collector.setFault('drop');
  await app.page.route(`${collector.collectorUrl}/**`, async (route) => {
    if (app.posts.length > 1) await collector.setFault('none');
    return route.continue();
  });
  await app.relaunch();

  expect(await app.report()).toEqual(delivered);
  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
  expect(ids(app).size).toBe(1);
});

test('a collector that refuses first: the batch is folded back and counted under another id', async () => {
  const collector = await demo();
  const app = await replayed(collector);
  await collector.setFault('refuse');
  await app.page.route(`${collector.collectorUrl}/**`, async (route) => {
    if (app.posts.length > 1) await collector.setFault('none');
    return route.continue();
  });
  await app.relaunch();

  expect(await app.report()).toEqual({ delivered: 1, foldedBack: 1, held: 0, lost: 0 });
  expect(await collector.rows()).toEqual(rowsOf(session));
  expect(ids(app).size).toBe(2);
  expect(bodies(app).size).toBe(1);
});

test('a collector that refuses for a whole launch: all is pending again, and what it refused it never counts', async () => {
  const collector = await demo();
  const app = await ran(collector);
  const shown = await app.nextFlush();
  await collector.setFault('refuse');
  await app.relaunch();

  expect(await app.report()).toEqual({ delivered: 0, foldedBack: 3, held: 0, lost: 0 });
  expect(await collector.rows()).toEqual([]);
  expect(await app.text('sum-pending')).toBe(String(totalOf(shortTurn.counts)));
  expect(await app.text('sum-outbox')).toBe('0');
  expect(await app.nextFlush()).toBe(shown);
  const refused = new Map(app.posts.map(({ id, headers }) => [id, headers['turntally-sealed'] ?? '']));
  expect(refused.size).toBe(3);

  await collector.setFault('none');
  await app.relaunchLater();

  expect(await app.report()).toEqual(delivered);
  expect(ids(app).size).toBe(4);
  for (const [id, sealed] of refused) {
    const late = await fetch(`${collector.collectorUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id, 'Turntally-Sealed': sealed },
      body: shown,
    });
    expect(late.status).toBe(503);
    expect(await late.json()).toMatchObject({ void: true });
  }
  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
});

test('a collector that rejects one counter: that one is lost and reported, the rest is counted', async () => {
  const collector = await demo();
  const app = await replayed(collector);
  await collector.setFault('reject');
  await app.relaunch();

  expect(await app.report()).toEqual({ delivered: 1, foldedBack: 1, held: 0, lost: 1 });
  expect(await collector.rows()).toEqual(rowsOf(without(session, 'compaction/total')));
  expect(await app.text('sum-lost')).toBe('1');
  expect((await app.status()).lost).toBe(1);
  expect(await app.text('sum-pending')).toBe('0');
  expect(ids(app).size).toBe(2);
});

test('a collector that never answers: the batch is held, another tab is told to wait, and it is sent again under its id', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  const other = await openApp(collector, app.context);
  await app.agree();
  await eventually(async () => (await other.status()).state).toBe('counting');
  await app.runTurn();
  await collector.setFault('hang');
  await app.control('flush').click();
  await app.posted();
  await eventually(() => app.text('outbox')).toContain(app.posts[0]?.id);
  await other.click('flush');
  expect(await other.report()).toMatchObject({ skipped: 'busy' });

  await collector.setFault('none');
  await app.idle();

  expect(await app.report()).toEqual(delivered);
  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
  expect(app.posts.length).toBeGreaterThan(1);
  expect(ids(app).size).toBe(1);
  expect(other.posts).toEqual([]);
});

test('a page that closes while it waits for an answer: the next one sends the batch again under its id', async () => {
  const collector = await demo();
  const app = await ran(collector);
  await collector.setFault('hang');
  await app.control('flush').click();
  await app.posted();
  await app.page.close();
  await collector.setFault('none');
  const next = await openApp(collector, app.context);

  expect(await next.report()).toEqual(delivered);
  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
  expect(ids(next)).toEqual(ids(app));
});

test('a collector that is gone: the batch is held; no launch sends until the pause is over, then it is counted once', async () => {
  const collector = await demo();
  const app = await ran(collector);
  await collector.setFault('gone');
  await app.relaunch();

  expect(await app.report()).toEqual(held);
  expect(await collector.rows()).toEqual([]);
  expect(await app.text('sum-outbox')).toBe(String(totalOf(shortTurn.counts)));

  await collector.setFault('none');
  const before = app.posts.length;
  await app.relaunch();
  expect(await app.report()).toMatchObject({ skipped: 'postponed' });
  expect(app.posts).toHaveLength(before);

  await app.relaunchLater();
  expect(await app.report()).toEqual(delivered);
  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
  expect(ids(app).size).toBe(1);
  expect(bodies(app).size).toBe(1);
});

test('an answer that is not the collector’s settles nothing, not even a 200', async () => {
  const collector = await demo();
  const app = await ran(collector);
  const portal = { status: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: 'Welcome! Please log in.' };
  await app.page.route(`${collector.collectorUrl}/**`, (route) =>
    route.request().method() === 'POST' ? route.fulfill(portal) : route.continue(),
  );
  await app.relaunch();
  expect(await app.report()).toEqual(held);

  await app.page.unrouteAll();
  await app.relaunchLater();
  expect(await app.report()).toEqual(delivered);
  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
  expect(ids(app).size).toBe(1);
});
