import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../support/browser.js';
import { freePort } from '../support/freePort.js';
import { startProgram } from '../support/startProgram.js';
import { installApp } from './installApp.js';
import { agree, writeReactApp } from './reactApp.js';

const run = promisify(execFile);
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

test('a page of Next is built, rendered on its server, and asks when it is hydrated', async () => {
  const folder = await installApp('next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1');
  writeReactApp(join(folder, 'app'));
  writeFileSync(
    join(folder, 'app/layout.js'),
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
  );
  writeFileSync(
    join(folder, 'app/page.js'),
    `import { Counting } from './Counting';
    export default function Page() { return <main><h1>App</h1><Counting /></main>; }`,
  );
  writeFileSync(join(folder, 'next.config.js'), 'module.exports = { reactStrictMode: true };');
  const next = join(folder, 'node_modules/next/dist/bin/next');
  await run(process.execPath, [next, 'build'], { cwd: folder, env });
  const port = await freePort();
  const { output } = startProgram(process.execPath, [next, 'start', '--port', `${port}`], { cwd: folder, env });
  await expect.poll(output).toContain('Ready');
  const url = `http://127.0.0.1:${port}/`;
  expect(await (await fetch(url)).text()).toContain('<turntally-consent></turntally-consent>');
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(url);
  await agree(page);
  expect(complaints).toEqual([]);
});
