import { onTestFinished } from 'vitest';
import { page } from 'vitest/browser';
import { en, type Strings } from '../../../src/index.js';
import { zh } from '../../../src/strings/zh/index.js';

/** A page that an element has to look right in. */
export interface Look {
  readonly strings: Strings;
  readonly dir: 'ltr' | 'rtl';
  readonly colorScheme: 'light' | 'dark';
  /** Width of the page in px. */
  readonly width: number;
}

const usual: Look = { strings: en, dir: 'ltr', colorScheme: 'light', width: 900 };

export const looks = {
  light: usual,
  dark: { ...usual, colorScheme: 'dark' },
  rtl: { ...usual, dir: 'rtl' },
  zh: { ...usual, strings: zh },
  narrow: { ...usual, width: 320 },
} as const satisfies Record<string, Look>;

/** Sets up the page until the test ends. */
export async function look({ dir, colorScheme, width, strings }: Look): Promise<void> {
  const { documentElement: root } = document;
  const { lang } = root;
  root.dir = dir;
  root.lang = strings.language;
  root.style.colorScheme = colorScheme;
  root.style.background = 'Canvas';
  onTestFinished(() => {
    Object.assign(root, { dir: '', lang });
    root.removeAttribute('style');
  });
  await page.viewport(width, 800);
}
