import { describe, expect, test } from 'vitest';
import { engines } from '../../../scripts/browser.js';
import type { Lab } from './lab/lab.js';
import type { WorkerKind } from './lab/page.js';
import { eventually, usingBrowser } from './support.js';

describe.each(engines)('in %s', (engine) => {
  const { newApp, newTab, site } = usingBrowser(engine);

  test.each<WorkerKind>(['dedicated', 'service'])(
    'a %s worker, which has no window, counts, saves and sends',
    async (kind) => {
      const before = await site().counted();
      const tab = await newTab();
      const run = (method: keyof Lab | 'complaints', ...args: unknown[]) => tab.call('inWorker', kind, method, args);
      expect(await run('hasWindow')).toBe(false);
      const app = newApp({ maxUnsavedMs: 300 });
      await run('start', app);
      await run('answer', true);
      await run('turn');
      await run('unfinished');
      await eventually(async () => (await tab.call('stored', app)).counts).toEqual({
        'turns/total': 1,
        'compaction/total': 1,
      });
      expect(await run('flush')).toEqual({ delivered: 1, foldedBack: 0, held: 0, lost: 0 });

      // Withdrawing consent in the page stops counting in the worker.
      await tab.call('start', app);
      await tab.call('answer', false);
      await run('waitForAnswer', false);
      await run('turn');
      await run('stop');
      expect((await tab.call('stored', app)).counts).toEqual({});
      const after = await site().counted();
      expect((after['turns/total'] ?? 0) - (before['turns/total'] ?? 0)).toBe(1);
      expect((after['compaction/total'] ?? 0) - (before['compaction/total'] ?? 0)).toBe(1);
      expect(await run('complaints')).toEqual([]);
    },
  );

  test.each<WorkerKind>(['dedicated', 'service'])('a %s worker sends by itself', async (kind) => {
    const before = (await site().counted())['turns/total'] ?? 0;
    const app = newApp();
    const tab = await newTab();
    await tab.call('start', app);
    await tab.call('answer', true);
    await tab.call('turn');
    await eventually(async () => (await tab.call('stored', app)).counts).toEqual({ 'turns/total': 1 });
    await tab.call('inWorker', kind, 'start', [{ ...app, launches: true }]);
    await eventually(async () => (await site().counted())['turns/total']).toBe(before + 1);
    await tab.call('inWorker', kind, 'stop', []);
  });
});
