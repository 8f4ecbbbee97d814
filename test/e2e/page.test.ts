import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../packages/ui/src/strings/en/index.js';
import { demo, eventually, newContext, openApp, rowsOf, shortTurn } from './support.js';

/** What has the focus, looked for in the elements too: its test id, part or text. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!(active instanceof HTMLElement)) return { name: '', outline: 'none' };
    const name = active.dataset.testid ?? active.textContent?.trim();
    return { name, outline: getComputedStyle(active).outlineStyle };
  });

/** Presses Tab (or Shift+Tab) until the focus is on a control, as a person without a mouse would. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key);
    if ((await focused(page)).name === name) return;
  }
  throw new Error(`${key} does not reach ${name}`);
}

test('by keyboard alone: consent, a turn, a relaunch', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  const { keyboard } = app.page;
  await tabTo(app.page, en.consent.choices.yes);
  expect((await focused(app.page)).outline).toBe('solid');
  await keyboard.press('Space');
  await eventually(async () => (await app.status()).state).toBe('counting');
  await tabTo(app.page, 'turn');
  await keyboard.type('Refused: request');
  await tabTo(app.page, 'run-one');
  await keyboard.press('Enter');
  await app.idle();
  expect(await app.text('run-report')).toMatch(/^Ran 1 turn, /);
  await tabTo(app.page, 'relaunch', 'Shift+Tab');
  expect((await focused(app.page)).outline).toBe('solid');
  await keyboard.press('Enter');
  await app.ready();

  expect(await collector.rows()).toEqual(rowsOf(shortTurn.counts));
});

test('on a phone 320 px wide, with every card full, nothing is wider than the screen', async () => {
  const collector = await demo();
  const app = await openApp(collector, await newContext({ viewport: { width: 320, height: 640 } }));
  const { page } = app;
  const overflowing = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflowing()).toBe(0);
  await app.agree();
  await app.click('replay');
  await collector.setFault('gone');
  await app.relaunch();
  await app.click('replay');

  expect(await app.text('sum-outbox')).not.toBe('0');
  expect(await app.text('sum-pending')).not.toBe('0');
  expect(await overflowing()).toBe(0);
});

test('light and dark: different backgrounds, and text that can be read on both', async () => {
  const app = await openApp(await demo());
  const colors = async (colorScheme: 'light' | 'dark') => {
    await app.page.emulateMedia({ colorScheme });
    return app.page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.documentElement);
      /** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
      const luminance = (css: string): number => {
        const [r = 0, g = 0, b = 0] = (css.match(/[\d.]+/g) ?? [])
          .map((part) => Number(part) / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const [dark = 0, light = 0] = [luminance(backgroundColor), luminance(color)].sort((a, b) => a - b);
      return { background: backgroundColor, contrast: (light + 0.05) / (dark + 0.05) };
    });
  };
  const [light, dark] = [await colors('light'), await colors('dark')];

  expect(light.background).not.toBe(dark.background);
  expect(light.contrast).toBeGreaterThan(7);
  expect(dark.contrast).toBeGreaterThan(7);
});
