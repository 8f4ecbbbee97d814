import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserLocation } from '../../../../scripts/browserPlaces.js';
import { startWebKit } from '../../webkit/startWebKit.js';
import type { Answer } from '../lab/page.js';
import { type DrivenBrowser, expressionOf, type Key, type Tab } from './driven.js';

/** The key codes of WebDriver. */
const keys: Readonly<Record<Key, string>> = { Enter: '\uE007', Escape: '\uE00C', Space: ' ', Tab: '\uE004' };

/** WebKitGTK, over WebDriver. Each tab is its own window, so that it can be hidden alone. */
export async function openWebKit({ path }: BrowserLocation): Promise<DrivenBrowser> {
  const webKit = await startWebKit(path);
  /** Stays open, because commands need an existing window. */
  const first = await webKit.command<string>('GET', 'window');
  let last: Promise<unknown> = Promise.resolve();

  /** WebDriver sends commands to one window at a time. */
  const inWindow = <T>(handle: string, method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> => {
    const done = last.then(async () => {
      await webKit.command('POST', 'window', { handle });
      return webKit.command<T>(method, path, body);
    });
    last = done.catch(() => {});
    return done;
  };

  return {
    async newTab(url) {
      const { handle } = await inWindow<{ handle: string }>(first, 'POST', 'window/new', { type: 'window' });
      const evaluate = <T>(expression: string): Promise<T> =>
        inWindow(handle, 'POST', 'execute/sync', { script: `return ${expression}`, args: [] });
      const tab: Tab = {
        // Another window may have to act before this one can continue.
        async call(method, ...args) {
          const call = await evaluate<number>(expressionOf('beginCall', [method, args]));
          let answer: Answer | null = null;
          while (!answer) answer = await evaluate<Answer | null>(expressionOf('awaitCall', [call]));
          if (answer.error !== undefined) throw new Error(answer.error);
          return answer.value as never;
        },
        async press(key) {
          const [value, id] = [keys[key], 'keyboard'];
          const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }));
          await inWindow(handle, 'POST', 'actions', { actions: [{ type: 'key', id, actions }] });
        },
        goto: (address) => inWindow(handle, 'POST', 'url', { url: address }),
        show: async () => {}, // no window hides another
        async hide() {
          await inWindow(handle, 'POST', 'window/minimize');
          while (!(await evaluate('document.hidden'))) await delay(20);
        },
        close: async () => void (await inWindow(handle, 'DELETE', 'window')),
      };
      await tab.goto(url);
      return tab;
    },
    close: () => webKit.close(),
  };
}
