import { describe, expect, test } from 'vitest';
import { en } from '../../../packages/ui/src/strings/en/index.js';
import { engines } from '../../../scripts/browser.js';
import type { Tab } from './drivers/driven.js';
import { eventually, usingBrowser } from './support.js';

const { inspector: words } = en;

describe.each(engines)('in %s', (engine) => {
  const { newApp, newTab, newTabs, site } = usingBrowser(engine);
  const turns = async (tab: Tab) => (await tab.call('looksLike')).turns;
  /** Shows the tabs one after the other, because a hidden inspector does not update. */
  async function seen(tabs: readonly Tab[], count: string): Promise<void> {
    for (const tab of tabs) {
      await tab.show();
      await eventually(() => turns(tab)).toBe(count);
    }
  }
  const report = async (tab: Tab) => (await tab.call('looksLike')).report;

  test('shows in one tab what another tab counts, sends and erases', async () => {
    const app = newApp();
    const tabs = await newTabs(2);
    const [here, there] = tabs;
    if (!here || !there) throw new Error('too few tabs');
    for (const tab of tabs) {
      await tab.call('start', app);
      await tab.call('answer', true);
      await tab.call('look');
    }
    await there.call('turn');
    await there.call('turn');
    await seen(tabs, '2');

    const before = (await site().counted())['turns/total'] ?? 0;
    await here.call('click', '#send');
    await eventually(() => report(here)).toBe('1 delivery has arrived.');
    expect((await site().counted())['turns/total']).toBe(before + 2);
    await seen(tabs, '0');

    await here.call('turn');
    await seen(tabs, '1');
    await here.call('click', '#erase');
    await eventually(async () => (await here.call('looksLike')).focused).toBe('cancel');
    await here.call('click', '#cancel + button'); // erase and continue
    await eventually(() => report(here)).toBe(words.erasedGoesOn);
    await seen(tabs, '0');
    for (const tab of tabs) {
      await tab.call('waitForAnswer', true);
      await tab.call('turn');
    }
    await seen(tabs, '2');
  });

  test('works under a strict policy', async () => {
    const app = newApp();
    const tab = await newTab();
    await tab.goto(`${site().url}/strict`);
    await tab.show();
    await tab.call('start', app);
    await tab.call('answer', true);
    await tab.call('look');
    await tab.call('turn');
    await eventually(() => turns(tab)).toBe('1');
    expect(await tab.call('looksLike')).toMatchObject({
      isStyled: true,
      payload: '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1}]}',
    });
    await tab.call('click', '[part~=download]');
    await tab.call('click', '#erase');
    await eventually(async () => (await tab.call('looksLike')).isAsking).toBe(true);
    await tab.call('click', '#cancel + button');
    await eventually(() => turns(tab)).toBe('0');
    expect(await tab.call('violations')).toEqual([]);
    // The policy does report violations.
    await tab.call('styleInline');
    await eventually(() => tab.call('violations')).toEqual(['style-src-attr: inline']);
    await tab.goto(site().url);
  });
});
