import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Page } from 'playwright';
import { expect, onTestFinished } from 'vitest';
import { launchChromium } from '../support/browser.js';

export interface PlainPage {
  readonly page: Page;
  /** What the collector has received. */
  readonly posts: readonly string[];
  /** Errors of the page and of its console. */
  readonly complaints: readonly string[];
}

/** Opens a page in Chromium: `html` is served beside the files of `folder`, and the endpoint in it is a collector's here. */
export async function openPlainPage(folder: string, html: string): Promise<PlainPage> {
  const posts: string[] = [];
  const collector = await listen(async (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Allow-Headers', '*');
    if (request.method !== 'POST') return void response.writeHead(204).end();
    posts.push(Buffer.concat(await request.toArray()).toString());
    response.writeHead(202).end();
  });
  const site = await listen(async ({ url = '/' }, response) => {
    if (url === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      return void response.end(html.replaceAll('http://127.0.0.1:8787', collector));
    }
    try {
      const file = readFileSync(join(folder, normalize(url)));
      response.setHeader('Content-Type', 'text/javascript').end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.addInitScript(() => {
    Math.random = () => 0; // so that no launch waits before it sends
  });
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/error|warning/.test(message.type()) && !/favicon/.test(message.location().url))
      complaints.push(message.text());
  });
  await page.goto(site);
  return { page, posts, complaints };
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await expect.poll(() => server.listening).toBe(true);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
