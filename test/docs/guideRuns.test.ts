import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { collecting } from '../../packages/cli/test/support.js';
import { en } from '../../packages/ui/src/strings/en/index.js';
import { launchChromium } from '../support/browser.js';
import { bundled, newApp } from './guideApp.js';
import { follow } from './guideFiles.js';

const collectorOfTheGuide = 'http://127.0.0.1:8787';

/** Starts a collector, a server for the page, and Chromium. */
async function running(scripts: readonly string[], body: string) {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = join(folder, 'collected.db');
  const { url } = await collecting(database);
  const script = scripts.join('\n').replaceAll(collectorOfTheGuide, url);
  const policy = `default-src 'self'; connect-src ${url}`;
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.setHeader('Content-Security-Policy', policy);
    response.end(isScript ? script : `<!doctype html><body>${body}<script src="/app.js"></script>`);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.addInitScript(() => {
    Math.random = () => 0; // so that no launch waits before it sends
  });
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) complaints.push(message.text());
  });
  await expect.poll(() => server.listening).toBe(true);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const counted = () => countsIn(database);
  /** Waits until so many turns are stored or collected, so that a reload cannot lose them. */
  const saved = (turns: number) =>
    expect
      .poll(async () => (await turnsIn(page)) + Number((await counted())['turns/total'] ?? 0), patience)
      .toBeGreaterThanOrEqual(turns);
  return { page, complaints, counted, saved };
}

async function countsIn(database: string): Promise<Record<string, unknown>> {
  const client = createClient({ url: `file:${database}` });
  try {
    const { rows } = await client.execute('SELECT signal, bucket, count FROM counts');
    return Object.fromEntries(rows.map(({ signal, bucket, count }) => [`${signal}/${bucket}`, count]));
  } finally {
    client.close();
  }
}

/** The number of turns in the page's database, sent or not. */
const turnsIn = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const [{ name: database = '' } = {}] = await indexedDB.databases();
    const db = await result(indexedDB.open(database));
    const stored = await Promise.all(
      [...db.objectStoreNames].map((name) => result(db.transaction(name).objectStore(name).getAll())),
    );
    db.close();
    const counts = JSON.stringify(stored).matchAll(/"turns\/total":(\d+)/g);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  });

async function agreed(page: Page): Promise<void> {
  await page.click('#yes');
  await page.getByText('It does.', { exact: true }).waitFor();
}

const patience = { timeout: 20_000, interval: 50 };

test('an app that follows the guide up to step 6 delivers its counts at the next launch', async () => {
  const folder = newApp();
  follow(folder, '4. Ask');
  const { page, complaints, counted, saved } = await running(
    [await bundled(join(folder, 'src/main.ts'))],
    '<div id="app"></div>',
  );
  await agreed(page);
  for (const question of ['Why?', 'fail']) {
    await page.fill('[name=question]', question);
    await page.click('form button');
    await page.getByText(`You asked: ${question}`).waitFor();
  }
  await saved(2);
  await expect
    .poll(async () => {
      await page.reload();
      return counted();
    }, patience)
    .toEqual({ 'finish_reason/stop': 2, 'cache_hit/80_95': 2, 'turns/total': 2, 'provider_error/http_429': 1 });
  expect(complaints).toEqual([]);
});

test('an app that follows the guide up to step 7 has the elements instead of the buttons', async () => {
  const folder = newApp();
  follow(folder, '7. Ask with the elements');
  const app = await bundled(join(folder, 'src/main.ts'));
  const { page, complaints, counted, saved } = await running([app], '<div id="app"></div>');
  await page.getByRole('dialog').getByRole('button', { name: en.consent.choices.yes, exact: true }).click();
  await expect.poll(() => page.getByRole('dialog').count(), patience).toBe(0);
  await expect.poll(() => page.getByRole('switch').isChecked(), patience).toBe(true);
  await page.click('form button');
  await saved(1);
  await expect
    .poll(async () => {
      await page.reload();
      return counted();
    }, patience)
    .toEqual({ 'finish_reason/stop': 1, 'cache_hit/80_95': 1, 'turns/total': 1 });
  expect(complaints).toEqual([]);
});

/** Both ends of Electron's IPC in one page. As in Electron, the other end gets copies of plain data. */
const electron = `
  const handlers = new Map();
  const listeners = new Map();
  const sender = {
    isDestroyed: () => false,
    send: (channel, ...args) => listeners.get(channel)?.forEach((listener) => listener({ sender }, ...structuredClone(args))),
  };
  export const ipcMain = { handle: (channel, handler) => handlers.set(channel, handler) };
  export const ipcRenderer = {
    invoke: async (channel, ...args) => structuredClone(await handlers.get(channel)({ sender }, ...structuredClone(args))),
    on: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    off: (channel, listener) => listeners.get(channel)?.delete(listener),
  };
  export const contextBridge = { exposeInMainWorld: (name, api) => Object.assign(window, { [name]: api }) };
`;

test('main, preload and renderer of the guide count a turn, with a stand-in for Electron', async () => {
  const folder = newApp();
  follow(folder, 'Electron');
  follow(folder, '4. Ask'); // telemetry and buttons as they were there
  const standIn = join(folder, 'electron.js');
  writeFileSync(standIn, electron);
  const mainAndPreload = join(folder, 'electron/both.ts');
  writeFileSync(mainAndPreload, `import './main';\nimport './preload';\n`);
  const scripts = await Promise.all([bundled(mainAndPreload, standIn), bundled(join(folder, 'electron/renderer.ts'))]);
  const body = '<button id="ask">Ask</button><output id="answer"></output><section id="consent"></section>';
  const { page, complaints, counted, saved } = await running(scripts, body);
  await agreed(page);
  await page.click('#ask');
  await page.getByText('You asked: Why?').waitFor();
  await saved(1);
  await expect
    .poll(async () => {
      await page.reload();
      return counted();
    }, patience)
    .toEqual({ 'finish_reason/stop': 1, 'cache_hit/80_95': 1, 'turns/total': 1 });
  expect(complaints).toEqual([]);
});
