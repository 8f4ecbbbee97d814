import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import axe from 'axe-core';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { createAppsCollector } from '../../packages/collector/src/index.js';
import { openStore } from '../../packages/collector/test/support.js';
import { newContext } from './support.js';

const longest = `the-app-with-the-longest-name-32`;

/** A collector of three apps, behind a proxy that serves it below `/telemetry`, and a page that has not opened it yet. */
async function openApps() {
  const { fetch } = createAppsCollector({
    apps: { chat: { store: openStore() }, editor: { store: openStore() }, [longest]: { store: openStore() } },
    access: { token: 'abc' },
  });
  const proxy = (request: Request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith('/telemetry/')) return new Response(null, { status: 404 });
    url.pathname = url.pathname.slice('/telemetry'.length);
    return fetch(new Request(url, request));
  };
  const server = createServer(getRequestListener(proxy));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const page = await (await newContext()).newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  return { page, complaints, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/telemetry` };
}

/** What axe finds. It is evaluated by the debugger, as the page lets nothing run. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('the address with the token leads to the list, from there to each app and back, without the token', async () => {
  const { page, complaints, url } = await openApps();
  await page.goto(`${url}/?token=abc`);
  expect(page.url()).toBe(`${url}/`);
  for (const app of ['chat', 'editor', longest]) {
    await page.getByRole('link', { name: app }).click();
    expect(page.url()).toBe(`${url}/${app}/`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(`turntally / ${app}`);
    expect(await page.title()).toBe(`turntally: ${app}`);
    await page.getByRole('link', { name: 'turntally' }).press('Enter');
    await page.waitForURL(`${url}/`);
  }
  await page.goto(`${url}/editor?days=7`);
  expect(page.url()).toBe(`${url}/editor/?days=7`);
  expect(await page.locator('.period').isVisible()).toBe(true);
  expect(complaints).toEqual([]);
});

test('the list and the page of an app have nothing to complain of, in any width and colours', async () => {
  const { page, complaints, url } = await openApps();
  await page.goto(`${url}/?token=abc`);
  for (const path of ['/', `/${longest}/`]) {
    await page.goto(`${url}${path}`);
    for (const width of [320, 360, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 640 });
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} px`).toBe(0);
        expect(await findings(page), `${path} ${width} px ${colorScheme}`).toEqual([]);
      }
    }
  }
  expect(complaints).toEqual([]);
});
