import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Frame, Page } from 'playwright';
import { expect, test } from 'vitest';
import { dayMs, noon, startCollector, temporaryFolder } from './support/collector.js';
import { batch, bodyOf, newId } from './support/posts.js';
import { rowsOf } from './support/reads.js';
import { newContext, serveFiles } from './support/web.js';

/** Tries in a page all that may make a collector count a batch. */
async function tryToPost(page: Page | Frame, url: string): Promise<void> {
  await page.evaluate(
    async ([address, id, body]) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': id };
      const requests: readonly RequestInit[] = [
        { headers },
        { headers, mode: 'no-cors' },
        { headers, credentials: 'include' },
        { headers: { 'idempotency-key': id } },
        { headers: { 'content-type': 'text/plain' } },
      ];
      for (const init of requests) await fetch(address, { ...init, method: 'POST', body }).catch(() => {});
      navigator.sendBeacon(address, new Blob([body], { type: 'application/json' }));
      navigator.sendBeacon(address, body);
      // Text of a form that is JSON.
      const frame = Object.assign(document.createElement('iframe'), { name: 'target' });
      const form = Object.assign(document.createElement('form'), {
        ...{ action: address, method: 'post', enctype: 'text/plain', target: 'target' },
      });
      const input = Object.assign(document.createElement('input'), { name: body.slice(0, -1), value: '}' });
      form.append(input);
      document.body.append(frame, form);
      const loaded = new Promise((resolve) => {
        frame.onload = resolve;
        setTimeout(resolve, 1000);
      });
      form.submit();
      await loaded;
    },
    [`${url}/v1/metrics`, newId('page'), bodyOf(batch({ 'turns/total': 7 }))] as const,
  );
}

/** How many batches a collector has counted, read on the day after. It shows all rows. */
async function counted(collector: Awaited<ReturnType<typeof startCollector>>): Promise<number> {
  await collector.setClock(noon + dayMs);
  const rows = await rowsOf(collector.url);
  return rows.reduce((sum, { reports }) => sum + reports, 0);
}

const collecting = (...args: readonly string[]) => startCollector({ args: ['--min-reports', '1', ...args] });

test.each([
  ['http://evil.example', [], 0],
  ['http://evil.example', ['--cors', 'http://app.example'], 0],
  ['http://127.0.0.1', [], 1],
  ['http://localhost', [], 1],
])('a page of %s with %j makes its visitor post %i batches', async (origin, args, howMany) => {
  const collector = await collecting(...args);
  const page = await (await newContext()).newPage();
  await page.goto(`${origin}:${await serveFiles()}/`);
  await tryToPost(page, collector.url);
  expect(await counted(collector)).toBe(howMany);
});

test('a page that --cors lists posts', async () => {
  const port = await serveFiles();
  const collector = await collecting('--cors', `http://app.example:${port}`);
  const page = await (await newContext()).newPage();
  await page.goto(`http://app.example:${port}/`);
  await tryToPost(page, collector.url);
  expect(await counted(collector)).toBe(1);
});

test('a file, as packaged apps open it, posts', async () => {
  const collector = await collecting();
  const file = `${await temporaryFolder()}/index.html`;
  await writeFile(file, '<!doctype html>');
  const page = await (await newContext()).newPage();
  await page.goto(pathToFileURL(file).href);
  await tryToPost(page, collector.url);
  expect(await counted(collector)).toBe(1);
});

test('the limit of the default: a sandboxed frame of any page has the origin of files, until --cors lists origins', async () => {
  const frame = '<iframe sandbox="allow-scripts" srcdoc="<!doctype html><title>frame</title>"></iframe>';
  for (const [args, howMany] of [
    [[], 1],
    [['--cors', 'app://agent'], 0],
  ] as const) {
    const collector = await collecting(...args);
    const page = await (await newContext()).newPage();
    await page.goto(`http://evil.example:${await serveFiles({ '/': frame })}/`);
    const [, sandboxed] = page.frames();
    if (!sandboxed) throw new Error('no frame');
    await tryToPost(sandboxed, collector.url);
    expect(await counted(collector)).toBe(howMany);
  }
});
