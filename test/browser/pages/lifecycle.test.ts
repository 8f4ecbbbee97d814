import { describe, expect, test } from 'vitest';
import { engines } from '../../../scripts/browser.js';
import type { Tab } from './drivers/driven.js';
import type { StartOptions } from './lab/lab.js';
import { eventually, usingBrowser } from './support.js';

const tries = 10;

describe.each(engines)('in %s', (engine) => {
  const { newApp, newTab, site } = usingBrowser(engine);

  /** A tab that has saved a turn, and one more tab, to see what is stored. */
  async function counting(over: Partial<StartOptions> = {}) {
    const app = newApp(over);
    const observer = await newTab();
    const tab = await newTab();
    await begin(tab, app);
    const stored = async (token: string) => (await observer.call('stored', app)).counts[token] ?? 0;
    await eventually(() => stored('turns/total')).toBe(1);
    return { app, tab, observer, stored };
  }

  async function begin(tab: Tab, app: StartOptions): Promise<void> {
    await tab.call('start', app);
    await tab.call('answer', true);
    await tab.call('turn');
  }

  test('hiding a page saves the unfinished turn', async () => {
    const { tab, stored } = await counting();
    await tab.call('unfinished');
    await tab.hide();
    await eventually(() => stored('compaction/total')).toBe(1);
  });

  test('an unfinished turn is saved after maxUnsavedMs, and survives closing the page', async () => {
    const { app, tab, stored } = await counting({ maxUnsavedMs: 300 });
    await tab.call('unfinished');
    await eventually(() => stored('compaction/total')).toBe(1);
    await tab.close();
    const next = await newTab();
    await next.call('start', app);
    await next.call('waitForAnswer', true);
    expect((await next.call('flush')).delivered).toBe(1);
    expect(await site().counted()).toEqual({ 'turns/total': 1, 'compaction/total': 1 });
  });

  test.each([
    ['closed', (tab: Tab) => tab.close()],
    ['left', (tab: Tab) => tab.goto(`${site().url}/next`)],
  ])('a page that is %s while it counts has lost nothing that was counted maxUnsavedMs before', async (_, end) => {
    const maxUnsavedMs = 400;
    const { tab, stored } = await counting({ maxUnsavedMs });
    await tab.call('keepCounting', maxUnsavedMs);
    await eventually(async () => (await tab.call('progress')).safe).toBeGreaterThan(10);
    const { safe } = await tab.call('progress');
    await end(tab);
    expect(await stored('compaction/total')).toBeGreaterThanOrEqual(safe);
  });

  test('a page that is left does not keep the others from the database', async () => {
    const { app, tab, observer } = await counting();
    for (let left = 0; left < 8; left++) {
      await begin(tab, app);
      await tab.call('keepFolding');
      await tab.goto(`${site().url}/next`);
      // It would wait until the browser drops the page that was left, which it may never do.
      let isDone = false;
      const folding = observer.call('fold', app).then(() => {
        isDone = true;
      });
      await eventually(() => isDone).toBe(true);
      await folding;
    }
  });

  test('reports how often a page that is left or closed has saved an unfinished turn', async () => {
    const observer = await newTab();
    /** The number of tries that were saved. `end` resolves with the tab for the next try. */
    const rate = async (end: (tab: Tab) => Promise<Tab>): Promise<number> => {
      const apps = Array.from({ length: tries }, () => newApp());
      let tab = await newTab();
      for (const app of apps) {
        await begin(tab, app);
        await eventually(async () => (await observer.call('stored', app)).counts['turns/total']).toBe(1);
        await tab.call('unfinished');
        tab = await end(tab);
      }
      const ledgers = await Promise.all(apps.map((each) => observer.call('stored', each)));
      expect(ledgers.map(({ counts }) => counts['turns/total'])).toEqual(apps.map(() => 1));
      return ledgers.filter(({ counts }) => counts['compaction/total'] === 1).length;
    };
    const left = await rate(async (tab) => {
      await tab.goto(`${site().url}/next`);
      return tab;
    });
    const closed = await rate(async (tab) => {
      await tab.close();
      return newTab();
    });
    console.log(`${engine}: an unfinished turn was saved ${left} of ${tries} times when left, ${closed} when closed`);
  });
});
