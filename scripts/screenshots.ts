/** Writes the light and dark pictures in docs. Run by hand: npm run screenshots */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photographConsent } from './screenshots/consent.js';
import { photographDemo } from './screenshots/demo.js';
import { photographInspector } from './screenshots/inspector.js';
import { photographStats } from './screenshots/stats.js';
import { openBrowser } from './screenshots/studio.js';

const folder = await mkdtemp(join(tmpdir(), 'turntally-screenshots-'));
const browser = await openBrowser();
try {
  for (const photographPage of [photographDemo, photographConsent, photographInspector, photographStats]) {
    await photographPage({ browser, folder });
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
