import { join } from 'node:path';
import type { SignalToken } from 'turntally';
import { expect, onTestFinished, test } from 'vitest';
import { type Killable, startChromium } from '../faults/kills/chromium.js';
import { demo, eventually, openApp, rowsOf, scriptedTurn, session, temporaryFolder } from './support.js';

/** A browser whose profile outlives it; ended with the test at the latest. */
async function startBrowser(profile: string): Promise<Killable> {
  const browser = await startChromium(profile);
  onTestFinished(() => browser.context.close());
  return browser;
}

async function kill({ kill, gone }: Killable): Promise<void> {
  kill();
  await gone;
}

test('a browser that is killed in the middle of a turn: what was saved by then is sent by its next launch', async () => {
  const collector = await demo();
  const profile = join(await temporaryFolder(), 'profile');
  const browser = await startBrowser(profile);
  const app = await openApp(collector, browser.context);
  await app.agree();
  await app.click('replay');
  const turn = scriptedTurn('fix-it');
  await app.control('turn').selectOption(turn.id);
  const saved = (token: SignalToken) => app.text(`device:${token}`).then(Number);
  const before = await saved('tool_error/exec');
  await app.control('run-one').click();
  await eventually(() => saved('tool_error/exec')).toBe(before + 1);
  expect(await app.page.locator('html').getAttribute('data-busy')).toBe('run');
  await kill(browser);

  const next = await openApp(collector, (await startBrowser(profile)).context);

  expect(await next.report()).toMatchObject({ delivered: 1, held: 0 });
  const rows = await collector.rows();
  const finished = { ...session };
  for (const [token, count] of Object.entries(turn.counts) as [SignalToken, number][]) {
    finished[token] = (finished[token] ?? 0) + count;
  }
  const atLeast = rowsOf({ ...session, 'tool_error/exec': before + 1 });
  const atMost = rowsOf(finished);
  expect(rows.map(({ count: _, ...row }) => row)).toEqual(atLeast.map(({ count: _, ...row }) => row));
  rows.forEach(({ count, signal, bucket }, index) => {
    expect(count, `${signal}/${bucket}`).toBeGreaterThanOrEqual(atLeast[index]?.count ?? 0);
    expect(count, `${signal}/${bucket}`).toBeLessThanOrEqual(atMost[index]?.count ?? 0);
  });
});

test('a browser that is killed after its batch was counted, before it heard so: the next launch does not count it again', async () => {
  const collector = await demo();
  const profile = join(await temporaryFolder(), 'profile');
  const browser = await startBrowser(profile);
  const app = await openApp(collector, browser.context);
  await app.agree();
  await app.click('replay');
  // The collector counts; its answers never arrive.
  await app.page.route(`${collector.collectorUrl}/**`, async (route) => {
    if (route.request().method() === 'POST') await route.fetch();
    else await route.continue();
  });
  await app.control('flush').click();
  await eventually(() => collector.rows()).toEqual(rowsOf(session));
  await kill(browser);

  const next = await openApp(collector, (await startBrowser(profile)).context);

  expect(await next.report()).toEqual({ delivered: 1, foldedBack: 0, held: 0, lost: 0 });
  expect(next.posts).toEqual([expect.objectContaining({ id: app.posts[0]?.id, body: app.posts[0]?.body })]);
  expect(await collector.rows()).toEqual(rowsOf(session));
});
