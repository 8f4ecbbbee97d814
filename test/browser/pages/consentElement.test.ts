import { describe, expect, test } from 'vitest';
import { en } from '../../../packages/ui/src/strings/en/index.js';
import { engines } from '../../../scripts/browser.js';
import type { Key, Tab } from './drivers/driven.js';
import type { AskOptions } from './lab/consentLab.js';
import type { StartOptions } from './lab/lab.js';
import { eventually, usingBrowser } from './support.js';

const { choices, switch: switchName, title } = en.consent;

describe.each(engines)('in %s', (engine) => {
  const { newApp, newTab, newTabs, site } = usingBrowser(engine);

  const ask = (tab: Tab, app: StartOptions, over: Partial<AskOptions> = {}): Promise<void> =>
    tab.call('ask', { mode: 'settings', ...app, ...over });
  const state = async (tab: Tab) => (await tab.call('seen')).state;
  const press = async (tab: Tab, ...keys: readonly Key[]): Promise<void> => {
    for (const key of keys) await tab.press(key);
  };

  test('flipping the switch starts and stops counting at once, in all tabs', async () => {
    const app = newApp();
    const tabs = await newTabs(3);
    const [one, two, three] = tabs;
    if (!one || !two || !three) throw new Error('too few tabs');
    for (const tab of tabs) {
      await tab.call('start', app);
      await ask(tab, app);
      await eventually(() => state(tab)).toBe('undecided');
      await tab.call('turn'); // before any answer
    }
    const counts = async () => (await three.call('stored', app)).counts;

    await one.call('choose', true);
    for (const tab of tabs) {
      await tab.call('waitForAnswer', true);
      await eventually(() => state(tab)).toBe('yes');
      expect((await tab.call('seen')).switch).toBe('true');
      await tab.call('turn');
    }
    await eventually(counts).toEqual({ 'turns/total': 3 });

    await two.call('flip');
    for (const tab of tabs) {
      await tab.call('waitForAnswer', false);
      await eventually(() => state(tab)).toBe('no');
      expect((await tab.call('seen')).switch).toBe('false');
      await tab.call('turn');
    }
    await eventually(counts).toEqual({});

    await three.call('flip');
    for (const tab of tabs) await tab.call('waitForAnswer', true);
    await two.call('turn');
    await eventually(counts).toEqual({ 'turns/total': 1 });
    expect((await two.call('status')).counted).toBe(2);
  });

  test('an app that counts more than was agreed to asks again before it counts anything', async () => {
    const app = newApp();
    const [before, tab] = await newTabs(2);
    if (!before || !tab) throw new Error('too few tabs');
    await ask(before, app, { less: true });
    await eventually(() => state(before)).toBe('undecided');
    await before.call('choose', true);
    await eventually(() => state(before)).toBe('yes');

    await tab.call('start', app);
    await ask(tab, app, { mode: 'disclosure' });
    await eventually(() => state(tab)).toBe('again');
    expect(await tab.call('seen')).toMatchObject({ isOpen: true, isNew: ['tab'] });
    await tab.call('turn');
    expect(await tab.call('status')).toMatchObject({ state: 'undecided', counted: 0 });
    await tab.call('choose', true);
    await tab.call('waitForAnswer', true);
    await tab.call('turn');
    await eventually(async () => (await before.call('stored', app)).counts).toEqual({ 'turns/total': 1 });
    await eventually(async () => (await tab.call('seen')).isOpen).toBe(false);
  });

  test('the dialog by keyboard: focus visits the title, what can be unfolded, the link and both choices; Escape closes it undecided', async () => {
    const app = newApp();
    const tab = await newTab();
    const focused = async () => (await tab.call('seen')).focused;
    await tab.call('start', app);
    await ask(tab, app, { mode: 'disclosure' });
    await eventually(focused).toBe(title);
    await press(tab, 'Enter', 'Space'); // on the title, where they answer nothing
    const { counted, sent, when, kept } = en.consent.headings;
    for (const next of ['×', counted, sent, when, kept, en.consent.inspect, choices.yes, choices.no]) {
      await press(tab, 'Tab');
      await eventually(focused).toBe(next);
    }
    await press(tab, 'Escape');
    await eventually(async () => (await tab.call('seen')).isOpen).toBe(false);
    await tab.call('turn');
    expect(await tab.call('status')).toMatchObject({ state: 'undecided', counted: 0 });
    expect((await tab.call('stored', app)).counts).toEqual({});

    // The next time the app starts.
    await tab.goto(site().url);
    await tab.call('start', app);
    await ask(tab, app, { mode: 'disclosure' });
    await eventually(focused).toBe(title);
    await press(tab, ...Array<Key>(7).fill('Tab'), 'Enter');
    await tab.call('waitForAnswer', true);
  });

  test('the settings by keyboard: a choice, then the switch that replaces it', async () => {
    const app = newApp();
    const tab = await newTab();
    await tab.call('start', app);
    await ask(tab, app);
    await eventually(() => state(tab)).toBe('undecided');
    await press(tab, 'Tab', 'Tab', 'Space');
    await tab.call('waitForAnswer', false);
    await eventually(async () => (await tab.call('seen')).focused).toBe(switchName);
    await press(tab, 'Space');
    await tab.call('waitForAnswer', true);
    await eventually(async () => (await tab.call('seen')).switch).toBe('true');
  });

  test.each(['disclosure', 'settings'] as const)('the %s works under a strict policy', async (mode) => {
    const app = newApp();
    const tab = await newTab();
    await tab.goto(`${site().url}/strict`);
    await ask(tab, app, { mode });
    await eventually(() => state(tab)).toBe('undecided');
    expect(await tab.call('isStyled')).toBe(true);
    await tab.call('choose', true);
    await eventually(() => state(tab)).toBe('yes');
    if (mode === 'settings') {
      await tab.call('flip');
      await eventually(() => state(tab)).toBe('no');
    }
    expect(await tab.call('violations')).toEqual([]);
    // The policy does report violations.
    await tab.call('styleInline');
    await eventually(() => tab.call('violations')).toEqual(['style-src-attr: inline']);
    await tab.goto(site().url);
  });
});
