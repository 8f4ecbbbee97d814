import type { PageLab } from '../lab/page.js';

export type Key = 'Enter' | 'Escape' | 'Space' | 'Tab';

/** A tab of a real browser, with the lab's page in it. */
export interface Tab {
  /** Calls a function of the lab, in the page. */
  call<K extends keyof PageLab>(method: K, ...args: Parameters<PageLab[K]>): Promise<Awaited<ReturnType<PageLab[K]>>>;
  /** Presses a key in this tab, as a person does. */
  press(key: Key): Promise<void>;
  /** Navigates as by typing an address; may be the same page again. */
  goto(url: string): Promise<void>;
  /** Brings the tab to the front. */
  show(): Promise<void>;
  /** Hides the tab, as by switching to another tab or minimising the window. */
  hide(): Promise<void>;
  close(): Promise<void>;
}

/** A browser with one profile. */
export interface DrivenBrowser {
  newTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** A call as an expression, so that no function has to be serialised into the page. */
export const expressionOf = (method: string, args: readonly unknown[]): string =>
  `lab.${method}(...${JSON.stringify(args)})`;
