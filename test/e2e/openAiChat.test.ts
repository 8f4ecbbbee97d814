import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { start } from '../browser/processes.js';
import { demo, eventually, everythingStored, newContext, rowsOf, temporaryFolder } from './support.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const example = join(root, 'examples/openai-chat');

/** The example in a folder of its own, as if its packages were installed there. Returns its address. */
async function startExample(): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of ['index.html', 'main.ts', 'server.ts', 'package.json']) {
    copyFileSync(join(example, file), join(folder, file));
  }
  for (const name of ['openai', 'rxjs', 'vite', 'turntally']) {
    const installed = join(folder, 'node_modules', name);
    mkdirSync(dirname(installed), { recursive: true });
    symlinkSync(name === 'turntally' ? root : join(root, 'node_modules', name), installed);
  }
  // Vite serves no files outside of the app's folder, where the links lead.
  writeFileSync(
    join(folder, 'vite.config.js'),
    `export default { server: { fs: { allow: ${JSON.stringify([folder, root])} } } };`,
  );
  const server = start(process.execPath, ['--import', import.meta.resolve('tsx'), 'server.ts'], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => server.end());
  const address = new Promise<string>((resolve) => {
    server.child.stdout?.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
  });
  return server.until(address, 'print its address');
}

test('the chat on the client of OpenAI: a question that takes a tool is one turn, sent by the next launch', async () => {
  const [collector, url] = [await demo(), await startExample()];
  const page = await (await newContext()).newPage();
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  // The example posts to the port of `turntally collect`, which may be in use here.
  await page.route('http://127.0.0.1:8787/**', (route) =>
    route.continue({ url: route.request().url().replace('http://127.0.0.1:8787', collector.collectorUrl) }),
  );
  await page.goto(url);
  await page.getByRole('button', { name: 'Yes' }).click();
  await eventually(() => page.locator('#consent').textContent()).toBe('It does.');
  await page.locator('input[name=text]').fill('Which order is late?');
  await page.keyboard.press('Enter');
  await eventually(() => page.locator('#answer').textContent()).toBe('Order 4711 is late.');
  await page.locator('#send:not([disabled])').waitFor();

  // A page that is left at the very moment in which a turn is saved may lose it.
  await eventually(async () => JSON.stringify(await everythingStored(page))).toContain('turns/total');
  // The next launch waits up to ten seconds before it sends.
  await page.reload();
  await expect
    .poll(() => collector.rows(), { timeout: 60_000 })
    .toEqual(
      rowsOf({ 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'cache_hit/95_99': 2, 'turns/total': 1 }),
    );
  expect(uncaught).toEqual([]);
});
