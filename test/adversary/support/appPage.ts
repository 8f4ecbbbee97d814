import type { BrowserContext, Page } from 'playwright';
import { expect } from 'vitest';
import { bundlePage } from '../../support/bundlePage.js';
import { storedRecords } from '../../support/storedRecords.js';
import type { App } from '../pages/app.js';
import { serveFiles } from './web.js';

declare const app: App;

/** Serves `pages/app.ts`, so that it opens at any path. Returns its origin. */
export async function serveApp(): Promise<string> {
  const files = { '/app.js': await bundlePage(new URL('../pages/app.ts', import.meta.url)) };
  return `http://127.0.0.1:${await serveFiles(files, '<!doctype html><script type="module" src="/app.js"></script>')}`;
}

/** Opens the app with a collector. */
export async function openApp(context: BrowserContext, origin: string, collectorUrl: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/?collector=${encodeURIComponent(`${collectorUrl}/v1/metrics`)}`);
  await page.waitForFunction(() => 'app' in globalThis);
  return page;
}

export const found = (page: Page) => page.evaluate(() => app.found());
export const turn = (page: Page) => page.evaluate(() => app.turn());
export const flush = (page: Page) => page.evaluate(() => app.flush());

/** Answers, and waits until the app knows. */
export async function answer(page: Page, agree: boolean): Promise<void> {
  await page.evaluate((yes) => app.answer(yes), agree);
  await expect.poll(() => page.evaluate(() => app.state())).toBe(agree ? 'counting' : 'off');
}

/** Everything that the origin of a page has stored, wherever a page can store something. */
export async function everythingStored(page: Page): Promise<Record<string, unknown>> {
  const records = await storedRecords(page);
  const elsewhere = await page.evaluate(async () => {
    const stored: Record<string, unknown> = {};
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) stored[`file ${name}`] = true;
    for (const key of Object.keys(localStorage)) stored[`localStorage ${key}`] = localStorage.getItem(key);
    for (const key of Object.keys(sessionStorage)) stored[`sessionStorage ${key}`] = sessionStorage.getItem(key);
    if ('caches' in globalThis) for (const name of await caches.keys()) stored[`cache ${name}`] = true;
    if (document.cookie) stored.cookie = document.cookie;
    if (window.name) stored['window.name'] = window.name;
    if (history.state) stored['history.state'] = history.state;
    return stored;
  });
  const inDatabases = records.map(({ database, store, key, value }) => [`${database}/${store}/${key}`, value] as const);
  return { ...Object.fromEntries(inDatabases), ...elsewhere };
}
