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

/** Waits for what takes as long as it takes on a busy machine. */
export const eventually = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 45_000, interval: 20 });

async function openBrowser(engine: Engine): Promise<DrivenBrowser> {
  const location = await findOrGetBrowser(engine);
  if (engine === 'chromium') return openChromium(location);
  if (engine === 'firefox') return openFirefox(location);
  return location.isPlaywrights ? openPlaywrightsWebKit() : openWebKit(location);
}

/** A browser for the tests of a group, with a site of its own. */
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

  /** A tab that is closed with the test, unless the test did so. No page may complain in the meantime. */
  const newTab = async (): Promise<Tab> => {
    const tab = await browser.newTab(site.url);
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      await tab.close();
    };
    onTestFinished(async () => {
      const complaints = isOpen ? await tab.call('complaints') : [];
      await close();
      expect(complaints).toEqual([]);
    });
    return { ...tab, close };
  };

  return {
    newTab,
    newTabs: async (count: number): Promise<readonly Tab[]> => {
      const tabs: Tab[] = [];
      while (tabs.length < count) tabs.push(await newTab());
      return tabs;
    },
    /** A database of the test's own. */
    newApp: (over: Partial<StartOptions> = {}): StartOptions => ({
      name: `app-${names++}`,
      endpoint: site.endpoint,
      ...over,
    }),
    site: () => site,
  };
}
