/** Writes the pictures of docs for the README, light and dark. By hand, with dist built: npx tsx scripts/screenshot.ts */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright';
import { startDemo } from '../demo/server.js';
import { listen } from '../src/cli/listen.js';
import { createCollector, sqliteStore } from '../src/collector/index.js';
import { chromiumFlags, findOrGetChromium } from './browser.js';
import { seededRows } from './seed/counters.js';
import { fillDatabase } from './seed/fillDatabase.js';
import { root } from './steps.js';

const folder = await mkdtemp(join(tmpdir(), 'turntally-screenshot-'));
const browser = await chromium.launch({ executablePath: await findOrGetChromium(), args: chromiumFlags });
const demo = await startDemo({ port: 0, collectorPort: 0, db: join(folder, 'collector.db') });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1112 }, locale: 'en-GB', timezoneId: 'UTC' });
  await page.goto(demo.url);
  await ready(page);
  await fillEveryCard(page);
  await mkdir(join(root, 'docs'), { recursive: true });
  await photograph(page, 'demo');
  await photographStats();
} finally {
  await browser.close();
  await demo.close();
  await rm(folder, { recursive: true, force: true });
}

async function photograph(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(root, 'docs', `${name}-${colorScheme}.png`) });
  }
}

/** The stats page of a month, made up: the same one at every run. */
async function photographStats(): Promise<void> {
  const to = '2026-05-20';
  const db = pathToFileURL(join(folder, 'stats.db')).href;
  await fillDatabase(db, seededRows({ shape: 'one-year', seed: 1, to }));
  const store = sqliteStore(db);
  const collector = createCollector({ store, access: 'open', now: () => Date.parse(`${to}T12:00:00Z`) });
  const server = await listen(collector.fetch, { port: 0, host: '127.0.0.1' });
  const page = await browser.newPage({ viewport: { width: 1120, height: 1180 } });
  await page.goto(`${server.url}/?days=30`);
  await photograph(page, 'stats');
  await server.close();
  await store.close();
}

/** A release is counted, the answer to the second batch is lost, and the next release goes on. */
async function fillEveryCard(page: Page): Promise<void> {
  await page.locator('#disclosure [part=choice]').first().click();
  await page.locator('#disclosure [part=dialog]').waitFor({ state: 'hidden' });
  await click(page, 'run-hundred');
  await relaunch(page);
  await click(page, 'replay');
  demo.setFault('drop');
  await page.getByTestId('release').selectOption('1.1.0');
  await relaunch(page);
  await click(page, 'replay');
  await page.getByTestId('source').selectOption('ai-sdk');
  await page.getByTestId('turn').selectOption('no-permission');
  await click(page, 'run-one');
  await page.getByTestId('turn').selectOption('');
  await page.mouse.move(0, 0);
}

async function click(page: Page, testId: string): Promise<void> {
  await page.getByTestId(testId).click();
  await page.waitForSelector('html:not([data-busy])', { state: 'attached' });
}

async function relaunch(page: Page): Promise<void> {
  await page.getByTestId('relaunch').click();
  await ready(page);
}

async function ready(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready=true]', { state: 'attached' });
}
