import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CollectorProcess, startCollectorProcess } from '../../packages/collector/test/collectorProcess.js';
import type { Shape } from '../../scripts/seed/counters.js';
import { newContext } from './support.js';

const today = '2026-05-21';
const lastDay = '2026-05-20';

/** A collector for each shape of database, in its own process, for all tests of this file. */
const collectors = new Map<Shape, Promise<CollectorProcess>>();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turntally-stats-'));
});
afterAll(async () => {
  for (const collector of collectors.values()) await (await collector).close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function collectorOf(shape: Shape): Promise<CollectorProcess> {
  const running =
    collectors.get(shape) ??
    startCollectorProcess({
      db: `file:${join(folder, `${shape}.db`)}`,
      access: 'open',
      extraSignals: { plan: ['free', 'pro'] },
      now: Date.parse(`${today}T12:00:00Z`),
      seed: { shape, seed: 1, to: lastDay },
      annotations: [{ date: lastDay, text: 'gateway outage, 14:00 to 16:30' }],
    });
  collectors.set(shape, running);
  return running;
}

/** The stats page over a database of that shape, in a browser, with the complaints and requests of the page. */
async function opened(shape: Shape, query: string) {
  const { url } = await collectorOf(shape);
  const page = await (await newContext()).newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${url}/${query}`);
  return { page, url, complaints, requests };
}

/** What axe finds. It is evaluated by the debugger, as the page lets nothing run. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const looks = [320, 768, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

test.each<[string, Shape, string]>([
  ['an empty database', 'empty', ''],
  ['one day in a month', 'one-day', ''],
  ['one day alone', 'one-day', '?days=1'],
  ['a month', 'one-year', ''],
  ['a year', 'one-year', '?days=365'],
  ['two hundred releases', 'releases', '?days=7'],
  ['one system', 'one-year', '?os=linux'],
  ['systems side by side', 'one-year', '?days=7&split=os'],
  ['two releases side by side', 'one-year', '?days=90&version=1.1.2&against=1.1.3'],
  ['two releases of which there is nothing', 'empty', '?version=1.1.2&against=1.1.3'],
])('%s: nothing to complain of, in any width and colours', async (_, shape, query) => {
  const { page, url, complaints, requests } = await opened(shape, query);
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} px`).toBe(0);
    // Each scheme once, the narrowest and the widest: axe takes its time over a year.
    if (width === 768 || (width === 320) !== (colorScheme === 'light')) continue;
    expect(await findings(page), `${width} px ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await page.locator('h1').isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  expect(new Set(requests)).toEqual(new Set([`${url}/${query}`]));
});

test.each(['', '?days=90&version=1.1.3&against=1.1.2'])(
  'on a phone no table of /%s is cut off, and no word in it',
  async (query) => {
    const { page } = await opened('one-year', query);
    await page.setViewportSize({ width: 375, height: 900 });
    await openAll(page);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('table.comparison, table.sums')].map(({ parentElement: box }) =>
        box ? box.scrollWidth - box.clientWidth : 0,
      ),
    );
    expect(cut.length).toBeGreaterThan(5);
    expect(new Set(cut)).toEqual(new Set([0]));
    expect(await brokenWords(page)).toEqual([]);
  },
);

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });

/** Words of the tables that begin on one line and end on another; a name is of several, which end with an underscore. */
const brokenWords = (page: Page) =>
  page.evaluate(() => {
    const broken: string[] = [];
    for (const table of document.querySelectorAll('table.comparison, table.sums')) {
      const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        for (const { 0: word, index } of (text.nodeValue ?? '').matchAll(/[^\s_]+_?/g)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word);
        }
      }
    }
    return broken;
  });

test('tables that are opened have nothing to complain of either', async () => {
  const { page } = await opened('one-day', '?days=7');
  await openAll(page);
  expect(await findings(page)).toEqual([]);
});

test('a wrong filter is put right in the form it comes with', async () => {
  const { page } = await opened('one-day', '?days=900&os=linux');
  expect(await page.getByRole('alert').textContent()).toContain('days must be an integer from 1 to 366');
  expect(await findings(page)).toEqual([]);
  await page.getByLabel('Days').selectOption('7');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect.poll(() => page.locator('.period').textContent()).toContain('14 May 2026 to 20 May 2026');
});

test('the form leads to an address to share, and by keyboard alone', async () => {
  const { page, url } = await opened('releases', '?days=7');
  await page.locator('select[name=version]').selectOption('1.19.9');
  await page.getByLabel('Compare with').selectOption('1.19.8');
  await page.getByRole('button', { name: 'Show', exact: true }).press('Enter');
  await expect.poll(() => page.url()).toBe(`${url}/?days=7&version=1.19.9&against=1.19.8`);
  await page.getByRole('heading', { name: '1.19.9 and 1.19.8' }).waitFor();
});

test.each(['', '?days=365', '?days=90&version=1.1.3'])(
  'the overview of /%s fits on the screen of a phone',
  async (query) => {
    const { page } = await opened('one-year', query);
    await page.setViewportSize({ width: 360, height: 640 });
    const { overview, all } = await page.evaluate(() => ({
      overview:
        document.querySelector('.overview tr:has([href="#about-cache_hit"])')?.getBoundingClientRect().bottom ??
        Number.NaN,
      all: document.documentElement.scrollHeight,
    }));
    expect(overview).toBeLessThanOrEqual(640);
    expect(all).toBeLessThan(3000);
  },
);

test('the overview leads to the section of a signal, which opens', async () => {
  const { page } = await opened('one-year', '');
  expect(await page.getByRole('img', { name: 'Failed tools: Counts per day' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Failed tools' }).press('Enter');
  await page.getByRole('img', { name: 'Failed tools: Counts per day' }).waitFor();
});

test('a bar shows its notes and its values to a pointer, and the same ones are in the table', async () => {
  const { page } = await opened('one-year', '?days=7');
  const bars = page.getByRole('img', { name: 'Turns by release: Counts per day' }).locator('rect');
  const [last] = (await bars.all()).slice(-1);
  const [day, noted, all] = ((await last?.locator('title').textContent()) ?? '').split('\n');
  expect([day, noted]).toEqual(['20 May', 'gateway outage, 14:00 to 16:30']);
  await openAll(page);
  const cells = await page.locator('#by-release-days tbody tr').first().locator('td').allTextContents();
  expect(cells.at(-1)?.trim()).toBe(all?.replace('all ', ''));
  await last?.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0, height = 0 } = (await last?.boundingBox()) ?? {};
  const hit = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.textContent, [
    x + width / 2,
    y + height / 2,
  ] as const);
  expect(hit).toContain('20 May');
});

test('first and last day are chosen in the form, and kept in the address', async () => {
  const { page, url } = await opened('one-year', '?days=7&os=linux');
  await page.getByLabel('From', { exact: true }).fill('2026-04-01');
  await page.getByLabel('To', { exact: true }).fill('2026-04-30');
  await page.getByRole('button', { name: 'Show these days' }).press('Enter');
  await expect.poll(() => page.url()).toBe(`${url}/?from=2026-04-01&to=2026-04-30&os=linux`);
  expect(await page.locator('.period').textContent()).toContain('1 Apr 2026 to 30 Apr 2026 (UTC), all releases, linux');
  expect(await page.locator('section:has(#overview)').textContent()).toContain('Before: 2 Mar 2026 to 31 Mar 2026');
  await page.getByRole('link', { name: 'Show weeks' }).click();
  await expect.poll(() => page.url()).toBe(`${url}/?from=2026-04-01&to=2026-04-30&by=week&os=linux`);
  expect(await page.getByText('One bar is a week; the first one is of 2 days.').isVisible()).toBe(true);
});

test('a picture is as high as its numbers: the bars of the last day, measured', async () => {
  const { page } = await opened('one-day', '?days=1');
  const shares = page.getByRole('img', { name: 'Turns by release: Share of each day' }).locator('path');
  const boxes = await Promise.all(
    (await shares.all()).map((path) => path.evaluate((element: SVGGraphicsElement) => element.getBBox().height)),
  );
  const told = await page.locator('section:has(#releases) .sums tbody td:last-child').allTextContents();
  expect(boxes.map((height) => Math.round((1000 * height) / 140) / 10)).toEqual(
    told.map((text) => expect.closeTo(Number.parseFloat(text), 0)),
  );
});
