import { openApp, photograph, type Studio } from './studio.js';

/** The first-run dialog. */
export async function photographConsent(studio: Studio): Promise<void> {
  const page = await openApp(studio, script, { viewport: { width: 800, height: 860 } });
  await page.waitForSelector('dialog[open]');
  await photograph(page, 'consent');
  await page.close();
}

const script = `
  import { storedConsent } from 'turntally';
  import '@turntally/ui';
  const element = document.createElement('turntally-consent');
  element.consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
  document.body.append(element);`;
