import { openApp, photograph, type Studio } from './studio.js';

/** The first-run dialog, in a window and on a phone. */
export async function photographConsent(studio: Studio): Promise<void> {
  for (const [name, width, height] of [
    ['consent', 800, 860],
    ['consent-phone', 360, 640],
  ] as const) {
    const page = await openApp(studio, script, { viewport: { width, height } });
    await page.waitForSelector('dialog[open]');
    await photograph(page, name);
    await page.close();
  }
  const page = await openApp(studio, scriptOfHostilePage, { viewport: { width: 800, height: 860 } });
  await page.waitForSelector('dialog[open]');
  await photograph(page, 'consent-hostile');
  await page.close();
}

const script = `
  import { storedConsent } from 'turntally';
  import '@turntally/ui';
  const element = document.createElement('turntally-consent');
  element.consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
  document.body.append(element);`;

/** The page's own text inherits all of this; the dialog, none. */
const scriptOfHostilePage = `
  document.body.style.cssText = 'font: italic 900 40px/1.2 monospace; color: #b0b000; letter-spacing: 8px; text-align: center;'
    + 'text-transform: uppercase; text-shadow: 3px 3px red; white-space: nowrap; word-spacing: 20px';
  document.body.append(...Array.from({ length: 16 }, () => {
    const line = document.createElement('div');
    line.textContent = 'A page with styles of its own';
    return line;
  }));
  ${script}`;
