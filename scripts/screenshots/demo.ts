import { join } from 'node:path';
import type { Page } from 'playwright';
import { type Demo, startDemo } from '../../demo/server.js';
import { photograph, type Studio } from './studio.js';

export async function photographDemo({ browser, folder }: Studio): Promise<void> {
  const demo = await startDemo({ port: 0, collectorPort: 0, db: join(folder, 'collector.db') });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1112 }, locale: 'en-GB', timezoneId: 'UTC' });
  await page.goto(demo.url);
  await ready(page);
  await fillEveryCard(page, demo);
  await photograph(page, 'demo');
  await page.close();
  await demo.close();
}

/** One release counts, the answer to its second batch is lost, and the next release continues. */
async function fillEveryCard(page: Page, demo: Demo): Promise<void> {
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
