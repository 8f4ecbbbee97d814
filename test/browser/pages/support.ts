import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type Engine, findOrGetBrowser } from '../../../scripts/browser.js';
import type { DrivenBrowser, Tab } from './drivers/driven.js';
import { openChromium, openFirefox, openPlaywrightsWebKit } from './drivers/playwrightBrowser.js';
import { openWebKit } from './drivers/webKitBrowser.js';
import type { StartOptions } from './lab/lab.js';
import { openSite, type Site } from './site.js';

/** Polls until an assertion holds; generous, because the machine may be busy. */
export const eventually = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 45_000, interval: 20 });

async function openBrowser(engine: Engine): Promise<DrivenBrowser> {
  const location = await findOrGetBrowser(engine);
  if (engine === 'chromium') return openChromium(location);
  if (engine === 'firefox') return openFirefox(location);
  return location.isPlaywrights ? openPlaywrightsWebKit() : openWebKit(location);
}

/** Provides a browser and a site for the tests of a group. */
export function usingBrowser(engine: Engine) {
  let browser: DrivenBrowser;
  let site: Site;
  let folder: string;
  let names = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turntally-site-'));
    [browser, site] = await Promise.all([openBrowser(engine), openSite(folder)]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), site?.close()]);
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Tabs of finished tests, kept for reuse because opening a tab is slow. */
  const idle: Tab[] = [];

  /** A tab with a fresh page for this test. The test fails if the page reports an error. */
  const newTab = async (): Promise<Tab> => {
    const reused = idle.pop();
    await reused?.goto(site.url);
    const tab = reused ?? (await browser.newTab(site.url));
    let isClosed = false;
    let isHidden = false;
    onTestFinished(async () => {
      if (isClosed) return;
      const complaints = await tab.call('complaints');
      if (isHidden) await tab.close();
      else idle.push(tab);
      expect(complaints).toEqual([]);
    });
    return {
      ...tab,
      async hide() {
        isHidden = true;
        await tab.hide();
      },
      async close() {
        isClosed = true;
        await tab.close();
      },
    };
  };

  return {
    newTab,
    newTabs: (count: number): Promise<readonly Tab[]> => Promise.all(Array.from({ length: count }, newTab)),
    /** Options for an app with its own database. */
    newApp: (over: Partial<StartOptions> = {}): StartOptions => ({
      name: `app-${names++}`,
      endpoint: site.endpoint,
      ...over,
    }),
    site: () => site,
  };
}
