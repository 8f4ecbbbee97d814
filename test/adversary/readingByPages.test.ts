import type { BrowserContext, Page } from 'playwright';
import { expect, test } from 'vitest';
import { collectorWithCounts } from './support/collector.js';
import { readPaths } from './support/reads.js';
import { newContext, serveFiles } from './support/web.js';

/** Everything that a page tries to read of an address: what it got, by the way it tried. Runs in the page. */
async function tryToRead(url: string): Promise<Record<string, string>> {
  const got: Record<string, string> = {};
  const note = async (way: string, attempt: () => Promise<string>): Promise<void> => {
    const text = await attempt().catch(() => '');
    if (text !== '') got[way] = text;
  };
  const modes: readonly RequestInit[] = [
    {},
    { credentials: 'include' },
    { mode: 'no-cors', credentials: 'include' },
    { credentials: 'include', headers: { authorization: 'Bearer x' } },
  ];
  for (const init of modes) {
    const way = `fetch ${JSON.stringify(init)}`;
    await note(way, async () => (await fetch(url, init)).text());
    await note(`${way} HEAD`, async () => {
      const { ok, headers } = await fetch(url, { ...init, method: 'HEAD' });
      return ok ? JSON.stringify([...headers]) : '';
    });
  }
  const loaded = (element: HTMLElement): Promise<string> =>
    new Promise((resolve) => {
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('');
      setTimeout(resolve, 300, ''); // media that fail to load fire neither
      document.body.append(element);
    });
  for (const tag of ['img', 'video', 'audio', 'script'] as const) {
    await note(tag, () => loaded(Object.assign(document.createElement(tag), { src: url })));
  }
  await note('style', () => loaded(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url })));
  await note('frame', async () => {
    const frame = Object.assign(document.createElement('iframe'), { src: url });
    await loaded(frame);
    return frame.contentDocument?.body?.textContent ?? (frame.contentWindow?.length ? 'frames' : '');
  });
  await note('object', () => loaded(Object.assign(document.createElement('object'), { data: url })));
  // The durations and sizes of what was loaded.
  const sizes = performance
    .getEntriesByName(url)
    .map((entry) =>
      'transferSize' in entry ? Number(entry.transferSize) + Number(Reflect.get(entry, 'decodedBodySize')) : 0,
    );
  if (sizes.some((size) => size > 0)) got.sizes = JSON.stringify(sizes);
  return got;
}

/** What a window shows that a page opens, or that its form opens, as far as that page can read it. */
async function openedWindows(page: Page, url: string): Promise<readonly string[]> {
  const shown: string[] = [];
  const openers = {
    open: (address: string) => {
      Object.assign(globalThis, { opened: window.open(address, 'victim') });
    },
    form: (address: string) => {
      const form = Object.assign(document.createElement('form'), { action: address, target: 'victim' });
      document.body.append(form);
      Object.assign(globalThis, { opened: window.open('about:blank', 'victim') });
      form.submit();
    },
  };
  for (const open of Object.values(openers)) {
    const popup = page.waitForEvent('popup');
    await page.evaluate(open, url);
    const window = await popup;
    await window.waitForLoadState().catch(() => {});
    shown.push(
      await page.evaluate(() => {
        try {
          const { opened } = globalThis as unknown as { opened: Window | null };
          return opened?.document.body?.textContent ?? '';
        } catch {
          return '';
        }
      }),
    );
    await window.close();
  }
  return shown;
}

/** A browser whose person has opened the stats page, with its token. */
async function readersBrowser() {
  const collector = await collectorWithCounts(false);
  const context = await newContext();
  const printed = /stats page: (\S+)/.exec(collector.output())?.[1] ?? collector.url;
  const own = await context.newPage();
  await own.goto(printed);
  expect(await own.textContent('body')).toContain('21,605');
  return { collector, context, own };
}

const pageAt = async (context: BrowserContext, origin: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(origin);
  return page;
};

test.each([
  ['a web origin', 'evil.example'],
  ['another loopback port', '127.0.0.1'],
  ['localhost', 'localhost'],
])('a page of %s reads nothing in the browser of a person who reads', async (_, host) => {
  const { collector, context, own } = await readersBrowser();
  const port = await serveFiles();
  const page = await pageAt(context, `http://${host}:${port}`);
  const read: Record<string, unknown> = {};
  for (const path of readPaths) {
    const url = collector.url + path;
    const got = await page.evaluate(tryToRead, url);
    for (const [way, text] of Object.entries(got)) {
      // An error in a problem document says nothing of the sums.
      if (way === 'sizes' || !/"status":40[13]/.test(text)) read[`${path} by ${way}`] = text.slice(0, 80);
    }
  }
  for (const text of await openedWindows(page, collector.url)) if (text !== '') read.window = text.slice(0, 80);
  expect(read).toEqual({});
  await own.reload();
  expect(await own.textContent('body')).toContain('21,605');
});

test('a page whose name is pointed at loopback reads nothing', async () => {
  const { collector, context } = await readersBrowser();
  const page = await context.newPage();
  // First its own server answers, then it points the name elsewhere.
  await page.route('**/first', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(`http://evil.example:${collector.port}/first`);
  for (const path of readPaths) {
    const answer = await page.evaluate(async (url) => {
      try {
        const response = await fetch(url, { credentials: 'include' });
        return { status: response.status, text: await response.text() };
      } catch {
        return { status: 0, text: '' }; // some browsers refuse by themselves
      }
    }, path);
    expect([0, 401, 403]).toContain(answer.status);
    expect(answer.text).not.toMatch(/21,?605/);
  }
});

test('a link on another site leads to a page that asks, and from there to the sums', async () => {
  const { collector, context } = await readersBrowser();
  const port = await serveFiles({ '/link': `<a href="${collector.url}/">the sums</a>` });
  const page = await pageAt(context, `http://evil.example:${port}/link`);
  await page.click('a');
  await page.waitForURL(`${collector.url}/`);
  expect(await page.textContent('body')).not.toContain('21,605');
  await page.click('a');
  await expect.poll(() => page.textContent('body')).toContain('21,605');
});
