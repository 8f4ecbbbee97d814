import { describe, expect, test } from 'vitest';
import { engines } from '../../../scripts/browser.js';
import type { Tab } from './drivers/driven.js';
import type { StartOptions } from './lab/lab.js';
import { tabSignals } from './lab/signals.js';
import { eventually, usingBrowser } from './support.js';

const turns = 20;
const tokens = tabSignals.tab.map((bucket) => `tab/${bucket}` as const);

/** Calls the same function in all tabs at the same time. */
const all = <T>(tabs: readonly Tab[], work: (tab: Tab, at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(tabs.map(work));

describe.each(engines)('in %s', (engine) => {
  const { newApp, newTab, newTabs, site } = usingBrowser(engine);

  /** Tabs of one app that may count. */
  async function countingTabs(count: number, over: Partial<StartOptions> = {}) {
    const app = newApp(over);
    const tabs = await newTabs(count);
    await all(tabs, (tab) => tab.call('start', app));
    await tabs[0]?.call('answer', true);
    await all(tabs, (tab) => tab.call('waitForAnswer', true));
    expect(await tabs[0]?.call('hasLocks')).toBe(over.locks ?? true);
    return { app, tabs };
  }

  describe.each([
    ['with Web Locks', true],
    ['without Web Locks', false],
  ])('%s', (_, locks) => {
    test('ten tabs append while one flushes: each count arrives, none twice', async () => {
      const before = await site().counted();
      const { app, tabs } = await countingTabs(tokens.length, { locks });
      const flusher = await newTab();
      await flusher.call('start', app);
      await flusher.call('waitForAnswer', true);
      await all(tabs, (tab, at) => tab.call('turnsAtGo', tokens[at] ?? 'tab/t0', turns));
      await flusher.call('flushesAtGo', turns);
      await flusher.call('go');
      await all([...tabs, flusher], (tab) => tab.call('outcome'));
      await all(tabs, (tab) => tab.call('stop'));
      await eventually(async () => (await flusher.call('flush')).skipped).toBe('empty');

      const after = await site().counted();
      const arrived = ['turns/total', ...tokens].map((token) => (after[token] ?? 0) - (before[token] ?? 0));
      expect(arrived).toEqual([turns * tokens.length, ...tokens.map(() => turns)]);
      expect((await flusher.call('stored', app)).counts).toEqual({});
    });

    test('two tabs launch at once: one batch is delivered, and counts once', async () => {
      const before = await site().counted();
      const posts = site().posts.length;
      const { app, tabs } = await countingTabs(2, { locks });
      await all(tabs, (tab) => tab.call('turn'));
      const stored = async () => (await tabs[0]?.call('stored', app))?.counts;
      await eventually(stored).toEqual({ 'turns/total': 2 });

      const release = site().hold();
      await all(tabs, (tab) => tab.call('flushAtGo'));
      const outcomes = all(tabs, (tab) => tab.call('outcome'));
      await tabs[0]?.call('go');
      if (locks) {
        // No post is answered yet: the other tab does not wait for it.
        const busy = { skipped: 'busy', delivered: 0, foldedBack: 0, held: 0, lost: 0 };
        expect(await Promise.race(tabs.map((tab) => tab.call('outcome')))).toEqual(busy);
      } else {
        await eventually(() => site().posts.length - posts).toBe(2);
      }
      release();
      await outcomes;

      expect(
        new Set(
          site()
            .posts.slice(posts)
            .map(({ id }) => id),
        ).size,
      ).toBe(1);
      expect((await site().counted())['turns/total']).toBe((before['turns/total'] ?? 0) + 2);
      expect(await stored()).toEqual({});
    });

    test('withdrawing consent in one tab erases in all; an operation that is running in another restores nothing', async () => {
      const before = (await site().counted())['turns/total'] ?? 0;
      const posts = site().posts.length;
      const { app, tabs } = await countingTabs(4, { locks });
      const [sender, ...others] = tabs;
      const [withdrawer] = others;
      if (!sender || !withdrawer) throw new Error('too few tabs');
      await sender.call('turn');
      await eventually(async () => (await sender.call('stored', app)).counts).toEqual({ 'turns/total': 1 });
      const { epoch } = await sender.call('stored', app);

      // A post is running, tallies are being appended, and each tab is in the middle of a turn.
      const release = site().hold();
      await sender.call('flushAtGo');
      await all(others, (tab) => tab.call('turnsAtGo', 'tab/t0', 2000));
      await all(tabs, (tab) => tab.call('unfinished'));
      await withdrawer.call('go');
      await eventually(() => site().posts.length - posts).toBe(1);
      await withdrawer.call('answer', false);
      await all(tabs, (tab) => tab.call('waitForAnswer', false));
      await eventually(() => site().posts.at(-1)?.gone).toBe(true);
      release();
      await all(tabs, (tab) => tab.call('outcome'));

      const kept = {
        consent: { agreed: false, recipient: new URL(app.endpoint).origin, at: expect.any(Number) },
      };
      await eventually(() => withdrawer.call('contents', app)).toEqual(kept);
      expect((await withdrawer.call('stored', app)).epoch).not.toBe(epoch);

      // Consent is given again in another tab: only later counts are sent, even if older ones are saved late.
      const next = await newTab();
      await next.call('start', app);
      await next.call('waitForAnswer', false);
      await next.call('answer', true);
      await all(tabs, (tab) => tab.call('waitForAnswer', true));
      await withdrawer.call('appendLate', epoch);
      expect((await next.call('flush')).skipped).toBe('empty');
      await all(tabs, (tab) => tab.call('turn'));
      await eventually(async () => (await next.call('stored', app)).counts).toEqual({ 'turns/total': 4 });
      expect((await next.call('flush')).delivered).toBe(1);
      expect((await site().counted())['turns/total']).toBe(before + 4);
    });
  });
});
