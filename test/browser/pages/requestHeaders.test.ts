import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { engines } from '../../../scripts/browser.js';
import { usingBrowser } from './support.js';

const document = readFileSync(new URL('../../../docs/data.md', import.meta.url), 'utf8');

const engineColumn = { chromium: 1, firefox: 2, webkit: 3 } as const;

/** The rows of the table of headers, cell by cell. */
const rows = [...document.matchAll(/^\| `([\w-]+)` .*$/gm)].map(([row]) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', '').toLowerCase()),
);
const sentBy = (engine: keyof typeof engineColumn): readonly string[] =>
  rows.flatMap((cells) => (cells[engineColumn[engine]] === 'yes' ? [cells[0] ?? ''] : []));
const keptHeaders = rows.flatMap((cells) => (cells.at(-1) === 'no' ? [] : [cells[0]]));

/** The headers of the request that the document shows. */
const shown = new Map(
  [...(/```http\n(.*?)\n\n/s.exec(document)?.[1]?.matchAll(/^([\w-]+): (.*)$/gm) ?? [])].map(
    ([, name = '', value = '']) => [name.toLowerCase(), value],
  ),
);

test('the document shows and lists the headers of a request, and that only the key and its day are kept', () => {
  expect(rows.length).toBeGreaterThan(15);
  expect([...shown.keys()].sort()).toEqual([...sentBy('chromium')].sort());
  expect(keptHeaders).toEqual(['idempotency-key', 'turntally-sealed']);
});

describe.each(engines)('in %s', (engine) => {
  const { newApp, newTab, site } = usingBrowser(engine);

  test('a post and its preflight have the headers that the document lists, and only the key is written down', async () => {
    const tab = await newTab();
    await tab.call('start', newApp());
    await tab.call('answer', true);
    await tab.call('turn');
    expect(await tab.call('flush')).toMatchObject({ delivered: 1 });
    const [preflight, post, ...more] = site().requests;
    expect([preflight?.method, post?.method, more]).toEqual(['OPTIONS', 'POST', []]);

    const sent = new Map(post?.headers);
    expect([...sent.keys()].sort()).toEqual([...sentBy(engine)].sort());
    const asked = new Set(['access-control-request-method', 'access-control-request-headers', ...sentBy(engine)]);
    expect((preflight?.headers ?? []).filter(([name]) => !asked.has(name))).toEqual([]);
    const { 'accept-language': languages = '*' } = Object.fromEntries(preflight?.headers ?? []);
    expect(languages).not.toBe('*');
    for (const [, value] of preflight?.headers ?? []) expect(value).not.toContain(sent.get('idempotency-key'));
    const same = [
      'content-type',
      'accept-language',
      'cache-control',
      'pragma',
      'accept',
      'sec-fetch-mode',
      'sec-fetch-dest',
    ];
    for (const name of same) expect([name, sent.get(name)]).toEqual([name, shown.get(name)]);

    const written = await site().written();
    const values = [...sent].filter(([, value]) => value.length > 4);
    expect(values.length).toBeGreaterThan(8);
    // Of the key, only its digest is kept.
    const writtenHeaders = values.flatMap(([name, value]) => (written.includes(value) ? [name] : []));
    expect(['idempotency-key', ...writtenHeaders]).toEqual(keptHeaders);
    expect(written.includes('127.0.0.1')).toBe(false);
  });
});
