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
}

const script = `
  import { storedConsent } from 'turntally';
  import '@turntally/ui';
  const element = document.createElement('turntally-consent');
  element.consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
  document.body.append(element);`;
