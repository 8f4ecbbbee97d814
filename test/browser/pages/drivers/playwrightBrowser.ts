import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, firefox, type Page, webkit } from 'playwright';
import { chromiumFlags } from '../../../../scripts/browser.js';
import type { BrowserLocation } from '../../../../scripts/browserPlaces.js';
import { start } from '../../processes.js';
import { type DrivenBrowser, expressionOf, type Tab } from './driven.js';

/** Hides a page by opening another tab in front of it. */
type Cover = (page: Page) => Promise<Page | undefined>;

/**
 * A Chromium that is started without Playwright, which would keep all pages visible and never use the back/forward cache.
 */
export async function openChromium({ path }: BrowserLocation): Promise<DrivenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'turntally-chromium-'));
  const args = [
    ...chromiumFlags,
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ];
  const running = start(path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = async (): Promise<void> => {
    await running.end();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const endpoint = new Promise<string>((resolve) => {
      running.child.stderr?.on('data', () => {
        const url = /DevTools listening on (ws:\S+)/.exec(running.complaints())?.[1];
        if (url) resolve(url);
      });
    });
    const browser = await chromium.connectOverCDP(await running.until(endpoint, 'be driven'), { noDefaults: true });
    const [context] = browser.contexts();
    if (!context) throw new Error('Chromium has no default context');
    return driven(
      context,
      () => context.newPage(),
      async () => {
        await browser.close();
        await end();
      },
    );
  } catch (error) {
    await end();
    throw error;
  }
}

/** Mozilla's Firefox, or Playwright's build, which never hides a page. */
export async function openFirefox({ path, isPlaywrights }: BrowserLocation): Promise<DrivenBrowser> {
  const browser = await firefox.launch(isPlaywrights ? {} : { executablePath: path, channel: 'moz-firefox' });
  const openInFront: Cover = async (page) => {
    const opened = page.waitForEvent('popup');
    await page.evaluate("void window.open('about:blank')");
    return opened;
  };
  return driven(await browser.newContext(), isPlaywrights ? pretend : openInFront, () => browser.close());
}

/** Playwright's build of WebKit, which never hides a page. */
export async function openPlaywrightsWebKit(): Promise<DrivenBrowser> {
  const browser = await webkit.launch();
  return driven(await browser.newContext(), pretend, () => browser.close());
}

/** Dispatches the event that the page would get. */
const pretend: Cover = async (page) => {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { value: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
  return undefined;
};

function driven(context: BrowserContext, cover: Cover, close: () => Promise<void>): DrivenBrowser {
  context.setDefaultTimeout(60_000);
  return {
    async newTab(url) {
      const page = await context.newPage();
      let inFront: Page | undefined;
      const tab: Tab = {
        call: (method, ...args) => page.evaluate(expressionOf(method, args)),
        async press(key) {
          await page.bringToFront();
          await page.keyboard.press(key);
        },
        goto: async (address) => void (await page.goto(address)),
        show: () => page.bringToFront(),
        async hide() {
          inFront = await cover(page);
          await page.waitForFunction('document.hidden', undefined, { polling: 20 });
        },
        async close() {
          await page.close();
          await inFront?.close();
        },
      };
      await tab.goto(url);
      return tab;
    },
    close,
  };
}
