import { expect, test } from 'vitest';
import { databases, demo, eventually, everythingStored, openApp, rowsOf, shortTurn } from './support.js';

test('undecided: a hundred turns leave no database, and nothing is sent', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.decideLater();
  await app.click('run-hundred');
  expect(await app.text('run-report')).toMatch(/^Ran 100 turns, /);
  await app.relaunch();

  expect((await app.status()).state).toBe('undecided');
  expect(await databases(app.page)).toEqual([]);
  expect(app.posts).toEqual([]);
  expect(await collector.seen()).toEqual([]);
});

test('no: a hundred turns leave nothing but the answer, and nothing is sent', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree(false);
  await app.click('run-hundred');
  expect(await app.text('run-report')).toMatch(/^Ran 100 turns, /);
  await app.relaunch();

  await eventually(async () => (await app.status()).state).toBe('off');
  expect(await everythingStored(app.page)).toEqual(onlyNo);
  expect(app.posts).toEqual([]);
  expect(await collector.seen()).toEqual([]);
});

test('what ran before the person agreed is not counted', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.decideLater();
  await app.click('replay');
  await app.agree();
  await app.runTurn();
  await app.relaunch();

  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
});

test('a withdrawal erases what is pending and what is in the outbox; nothing of it is ever sent', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  await app.runTurn();
  await collector.setFault('gone');
  await app.click('flush');
  await app.runTurn('empty');
  expect(await app.text('sum-outbox')).toBe('2');
  expect(await app.text('sum-pending')).toBe('4');
  const before = app.posts.length;

  await app.agree(false);
  await app.shows('sum-pending', '0');
  await app.shows('sum-outbox', '0');
  expect(await everythingStored(app.page)).toEqual(onlyNo);

  await collector.setFault('none');
  await app.relaunch();
  await app.agree();
  await app.relaunch();
  expect(await app.report()).toMatchObject({ skipped: 'empty' });
  expect(app.posts).toHaveLength(before);
  expect(await collector.rows()).toEqual([]);
});

test('a withdrawal ends the post that is under way', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  await app.runTurn();
  await collector.setFault('hang');
  const cut = app.page.waitForEvent('requestfailed');
  await app.control('flush').click();
  await app.posted();
  await app.agree(false);

  await app.idle();
  expect((await cut).method()).toBe('POST');
  expect(await app.report()).toMatchObject({ skipped: 'consent' });
  expect(await everythingStored(app.page)).toEqual(onlyNo);
  expect(app.posts).toHaveLength(1);
});

test('a withdrawal in one tab takes effect in another, in the middle of a run', async () => {
  const collector = await demo();
  const tab = await openApp(collector);
  const other = await openApp(collector, tab.context);
  await tab.agree();
  await eventually(async () => (await other.status()).state).toBe('counting');
  await other.runTurn();
  await other.control('run-hundred').click();
  await eventually(async () => Number(await other.text('device:turns/total'))).toBeGreaterThan(1);

  await tab.agree(false);
  await eventually(async () => (await other.status()).state).toBe('off');
  expect(await other.control('switch').getAttribute('aria-checked')).toBe('false');
  const { counted } = await other.status();
  await other.idle();
  expect(await other.text('run-report')).toMatch(/^Ran 100 turns, /);
  expect((await other.status()).counted).toBe(counted);
  await other.shows('sum-pending', '0');

  await other.relaunch();
  await tab.relaunch();
  await eventually(() => everythingStored(tab.page)).toEqual(onlyNo);
  expect([...tab.posts, ...other.posts]).toEqual([]);
  expect(await collector.seen()).toEqual([]);
});

/** What a refusal or a withdrawal leaves on the device: the answer, and what it was given to. */
const onlyNo = {
  consent: {
    agreed: false,
    recipient: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    at: expect.any(Number),
    language: 'en',
    wording: expect.any(Number),
  },
};

test('a withdrawal in the middle of a run leaves nothing but the answer', async () => {
  const app = await openApp(await demo());
  await app.agree();
  await app.control('run-hundred').click();
  await eventually(async () => Number(await app.text('device:turns/total'))).toBeGreaterThan(7);
  await app.agree(false);
  await app.idle();
  await eventually(() => everythingStored(app.page)).toEqual(onlyNo);
});
