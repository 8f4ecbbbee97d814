/** Writes docs/inspector-light.png and docs/inspector-dark.png. By hand, with dist built: npx tsx scripts/screenshotInspector.ts */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumFlags, findOrGetChromium } from './browser.js';
import { root } from './steps.js';

/** A release's batch had no answer; the next release has counted the recorded session. */
const script = `
  import { NEVER } from 'rxjs';
  import { startTurntally, storedConsent } from 'turntally';
  import 'turntally/ui';
  const consent = storedConsent();
  await consent.answer(true);
  const start = (version) => startTurntally({
    endpoint: '/v1/metrics', release: { version, os: 'linux' }, consent$: consent.consent$, launch$: NEVER, backoff: { attempts: 1 },
  });
  const former = start('1.3.0');
  for (let turn = 0; turn < 7; turn++) former.record({ kind: 'turn_done' });
  await former.flush();
  await former.stop();
  const telemetry = start('1.4.0');
  for (const line of (await (await fetch('/session.jsonl')).text()).trim().split('\\n')) telemetry.record(JSON.parse(line));
  document.body.append(Object.assign(document.createElement('turntally-inspector'), { telemetry, consent }));`;
const html = `<!doctype html><html lang="en"><title>An app</title><style>
  :root { color-scheme: light dark }
  body { margin: 24px; background: light-dark(#fff, #14171b) }
  </style><body><script type="module" src="/script.js"></script></body></html>`;

const { outputFiles } = await build({
  stdin: { contents: script, resolveDir: root },
  bundle: true,
  format: 'esm',
  write: false,
});
const files: Readonly<Record<string, readonly [type: string, body: Uint8Array | string]>> = {
  '/': ['text/html', html],
  '/script.js': ['text/javascript', outputFiles[0]?.contents ?? ''],
  '/session.jsonl': ['text/plain', await readFile(join(root, 'examples', 'session.jsonl'))],
};
const server = createServer(({ url = '' }, response) => {
  const [type, body] = files[url] ?? [];
  response.writeHead(body ? 200 : 503, { 'Content-Type': `${type ?? 'text/plain'}; charset=utf-8` }).end(body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: await findOrGetChromium(), args: chromiumFlags });
try {
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForSelector('[part~=sealed] code');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(root, 'docs', `inspector-${colorScheme}.png`), fullPage: true });
  }
} finally {
  await browser.close();
  server.close();
}
