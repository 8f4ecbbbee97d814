import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { en } from '../../packages/ui/src/strings/en/index.js';
import { read } from '../docs/markdown.js';
import { pack, unpack } from './packages.js';
import { openPlainPage } from './plainPage.js';

vi.setConfig({ testTimeout: 120_000 });

/** A folder with the packed files and nothing else: no rxjs, no lit. */
const folder = mkdtempSync(join(tmpdir(), 'turntally-plain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  const tarballs = await pack(folder);
  for (const name of ['turntally', '@turntally/ui']) await unpack(folder, name, tarballs[name] ?? '');
}, 60_000);

test('the page of the guide asks and counts without a bundler', async () => {
  const [html = ''] = /<!doctype html>.*?<\/html>\n/s.exec(read('docs/getting-started.md')) ?? [];
  const { page, posts, complaints } = await openPlainPage(folder, html);
  await page.getByRole('dialog').getByRole('button', { name: en.consent.choices.yes, exact: true }).click();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await expect
    .poll(
      async () => {
        await page.click('#ask');
        await page.reload();
        return posts.length;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  const turns = { signal: 'turns', bucket: 'total', count: expect.any(Number) };
  expect(JSON.parse(posts[0] ?? '').counters).toContainEqual(turns);
  expect(complaints).toEqual([]);
});

test('every adapter loads with an import map, and taps the client that is bundled', async () => {
  const { exports }: { exports: Record<string, { default: string }> } = JSON.parse(read('package.json'));
  const adapters = Object.entries(exports).filter(([entry]) => /adapters/.test(entry));
  const file = ({ default: path }: { default: string }): string => path.replace('.', '/node_modules/turntally');
  const client = exports['./browser'];
  if (!client) throw new Error('there is no turntally/browser');
  const imports = {
    turntally: file(client),
    rxjs: file(client),
    ...Object.fromEntries(adapters.map(([entry, target]) => [entry.replace('.', 'turntally'), file(target)])),
  };
  const names = Object.keys(imports);
  const html = `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">
    const modules = await Promise.all(${JSON.stringify(names)}.map((name) => import(name)));
    const { startTurntally, from, Subject } = modules[0];
    const { tapIterable, aiSdk } = await import('turntally/adapters/ai-sdk');
    const telemetry = startTurntally({
      endpoint: 'http://127.0.0.1:8787/v1/metrics', consent$: new Subject(), release: { version: '1.0.0' },
    });
    async function* parts() { yield { type: 'start' }; yield { type: 'finish' }; }
    const seen = [];
    for await (const { type } of tapIterable(parts(), telemetry.tap(aiSdk))) seen.push(type);
    from([{ kind: 'turn_done' }]).pipe(telemetry.tap()).subscribe(({ kind }) => seen.push(kind));
    document.title = modules.length + ' ' + seen;
  </script>`;
  const { page, complaints } = await openPlainPage(folder, html);
  await expect.poll(() => page.title()).toBe(`${names.length} start,finish,turn_done`);
  expect(adapters.length).toBeGreaterThan(10);
  expect(complaints).toEqual([]);
});

test('the bundles name the packages in them, and come with their licenses', () => {
  for (const [path, packages] of [
    ['turntally/dist/turntally.browser.js', ['idb-keyval', 'rxjs', 'tslib']],
    ['@turntally/ui/dist/ui.browser.js', ['lit', 'lit-html', 'lit-element', '@lit/reactive-element', 'rxjs', 'tslib']],
  ] as const) {
    const bundle = readFileSync(join(folder, 'node_modules', path), 'utf8');
    const licenses = readFileSync(join(folder, 'node_modules', `${path}.licenses.txt`), 'utf8');
    const [notice = ''] = bundle.split('\n');
    for (const name of packages) {
      expect(notice).toContain(` ${name} `);
      expect(licenses).toMatch(new RegExp(`^${name} .*\\n\\n.*\\S`, 'm'));
    }
    expect(notice.match(/\d+\.\d+\.\d+/g)).toHaveLength(packages.length + 1);
  }
});
