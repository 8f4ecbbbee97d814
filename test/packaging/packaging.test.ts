import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { bytesOf, emptyFolder, entriesOf, importedNames, install, installedPackages, pack } from './packages.js';

vi.setConfig({ testTimeout: 120_000 });

const tarballs = mkdtempSync(join(tmpdir(), 'turntally-tarballs-'));
afterAll(() => rmSync(tarballs, { recursive: true, force: true }));
let packed: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  packed = await pack(tarballs);
}, 60_000);

const tarball = (name: string): string => packed[name] ?? `no tarball of ${name}`;

test('the four packages are packed', () => {
  expect(Object.keys(packed).sort()).toEqual(['@turntally/cli', '@turntally/collector', '@turntally/ui', 'turntally']);
});

test('npx runs a collector in an empty folder after one install, and all entry points import', async () => {
  const folder = emptyFolder();
  // The first two are the command's dependencies, which come from the registry once they are published.
  await install(folder, tarball('turntally'), tarball('@turntally/collector'), tarball('@turntally/cli'));
  const { url, statsPage } = await collect(folder);
  const posted = await fetch(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': '0b8f1a2c9d3e4f5061728394a5b6c7d8' },
    body: '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":12}]}',
  });
  expect(posted.status).toBe(202);
  expect((await fetch(`${url}/`)).status).toBe(401);
  // The printed address sets a cookie, which `fetch` does not keep.
  const { status, headers } = await fetch(statsPage, { redirect: 'manual' });
  expect(status).toBe(303);
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(await (await fetch(`${url}/`, { headers: { cookie } })).text()).toContain('<title>');
  expect(existsSync(join(folder, 'turntally.db'))).toBe(true);
  const names = await importedNames(folder, entriesOf(folder, '@turntally/collector'));
  expect(names['@turntally/collector']).toContain('createCollector');
  for (const exported of Object.values(names)) expect(exported.length).toBeGreaterThan(0);
});

test('an app installs what its pages use and nothing else; the elements come with one more package', async () => {
  const folder = emptyFolder();
  await install(folder, tarball('turntally'), 'rxjs');
  expect(installedPackages(folder)).toEqual(['idb-keyval', 'rxjs', 'tslib', 'turntally']);
  expect(bytesOf(folder, 'turntally')).toBeLessThan(1280 * 1024); // sources and builds; two fifths of it are the 14 adapters, 5 % the bundle for plain HTML
  const isOhttp = (entry: string): boolean => entry.startsWith('turntally/ohttp');
  const entries = entriesOf(folder, 'turntally');
  const names = await importedNames(
    folder,
    entries.filter((entry) => !isOhttp(entry)),
  );
  expect(names.turntally).toContain('startTurntally');
  for (const exported of Object.values(names)) expect(exported.length).toBeGreaterThan(0);

  // An optional peer, which only Oblivious HTTP needs.
  await install(folder, tarball('turntally'), 'rxjs', 'hpke');
  expect(installedPackages(folder)).toEqual(['hpke', 'idb-keyval', 'rxjs', 'tslib', 'turntally']);
  const oblivious = await importedNames(folder, entries.filter(isOhttp));
  expect(oblivious['turntally/ohttp']).toEqual(['obliviousFetch']);

  await install(folder, tarball('turntally'), 'rxjs', tarball('@turntally/ui'));
  expect(installedPackages(folder).filter((name) => /zod|hono|libsql|d3/.test(name))).toEqual([]);
  expect(installedPackages(folder)).not.toContain('react');
  symlinkSync(dirname(fileURLToPath(import.meta.resolve('react/package.json'))), join(folder, 'node_modules/react'));
  const elements = await importedNames(folder, entriesOf(folder, '@turntally/ui'));
  for (const exported of Object.values(elements)) expect(exported.length).toBeGreaterThan(0);
  expect(await bundle(folder)).toContain('turntally-inspector');
});

/** Runs `npx turntally collect` there until the test ends. Resolves with the addresses that it prints. */
async function collect(folder: string): Promise<{ readonly url: string; readonly statsPage: string }> {
  // In a process group of its own: npx does not pass signals on.
  const child = spawn('npx', ['turntally', 'collect', '--port', '0'], { cwd: folder, detached: true });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
    await ended;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await expect.poll(() => output, { timeout: 60_000 }).toMatch(/stats page: http\S+\n/);
  const [url = '', statsPage = ''] = output.match(/http\S+/g) ?? [];
  return { url, statsPage };
}

/** Bundles a page that counts and asks, as it is served to browsers. */
async function bundle(folder: string): Promise<string> {
  const page = `import { startTurntally, storedConsent } from 'turntally';
    import '@turntally/ui';
    import { zh } from '@turntally/ui/zh';
    const consent = storedConsent({ endpoint });
    startTurntally({ endpoint: '/v1/metrics', release: { version: '1.0.0' }, consent$: consent.consent$ });
    document.querySelector('turntally-consent').strings = zh;`;
  const { outputFiles, warnings } = await build({
    stdin: { contents: page, resolveDir: folder },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  return outputFiles.map(({ text }) => text).join('');
}
