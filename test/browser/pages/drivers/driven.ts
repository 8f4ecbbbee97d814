import type { PageLab } from '../lab/page.js';

export type Key = 'Enter' | 'Escape' | 'Space' | 'Tab';

/** A tab of a real browser, with the lab's page in it. */
export interface Tab {
  /** Calls a function of the lab, in the page. */
  call<K extends keyof PageLab>(method: K, ...args: Parameters<PageLab[K]>): Promise<Awaited<ReturnType<PageLab[K]>>>;
  /** Presses a key, as somebody does who has this tab in front. */
  press(key: Key): Promise<void>;
  /** Leaves the page for another, or for itself again, as somebody does who types an address. */
  goto(url: string): Promise<void>;
  /** Puts it in sight: it may be behind another. */
  show(): Promise<void>;
  /** Puts it out of sight, as another tab in front of it or a minimised window does. */
  hide(): Promise<void>;
  close(): Promise<void>;
}

/** A browser with one profile. */
export interface DrivenBrowser {
  newTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** A call as an expression: no function of a test has to be carried into the page. */
export const expressionOf = (method: string, args: readonly unknown[]): string =>
  `lab.${method}(...${JSON.stringify(args)})`;
