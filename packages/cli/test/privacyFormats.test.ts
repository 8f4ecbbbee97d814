import { expect, test } from 'vitest';
import { launchChromium } from '../../../test/support/browser.js';
import { type Document, heading, list, paragraph } from '../src/privacy/blocks.js';
import { html } from '../src/privacy/html.js';
import { markdown } from '../src/privacy/markdown.js';
import { noticeIn } from './privacySupport.js';

const hostile = `</title><script>alert(1)</script> "a" & 'b' <img src=x onerror=alert(1)> &lt; ]]>`;
const given = { app: hostile, company: hostile, contact: hostile, endpoint: 'https://a.example/?a=1&b="<i>"' };
const plan = {
  signals: { plan: ['free'] },
  descriptions: { plan: { title: hostile, sentence: hostile, example: hostile, buckets: { free: hostile } } },
};

test('should be the intended page in a browser, whatever the details are', async () => {
  const page = html(await noticeIn('en', given, plan));
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage();
    const asked: string[] = [];
    tab.on('request', ({ url }) => asked.push(url()));
    await tab.setContent(page);
    const read = await tab.evaluate(
      (source) => ({
        mode: document.compatMode,
        title: document.title,
        h1: document.querySelector('h1')?.textContent,
        elements: [...new Set([...document.querySelectorAll('body *')].map(({ localName }) => localName))].sort(),
        attributes: [...document.querySelectorAll('body, body *')].flatMap((element) => element.getAttributeNames()),
        xml: new DOMParser().parseFromString(source, 'application/xml').querySelector('parsererror')?.textContent,
      }),
      page,
    );
    expect(read).toEqual({
      mode: 'CSS1Compat',
      title: `What ${hostile} counts, if you agree`,
      h1: `What ${hostile} counts, if you agree`,
      elements: ['code', 'h1', 'h2', 'h3', 'li', 'main', 'p', 'pre', 'ul'],
      attributes: [],
      xml: undefined,
    });
    expect(asked).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('a gap is marked in every format', async () => {
  const document = await noticeIn('en');
  expect(html(document)).toContain('<mark>[name of the responsible company]</mark>');
  expect(markdown(document)).toContain('\n[name of the responsible company] is responsible for this');
});

test('escapes Markdown in the details', () => {
  const written = (...blocks: Document['blocks']) => markdown({ language: 'en', blocks });
  expect(written(heading(2, 'a # b'), paragraph('[x](y) `c` *d* _e_ <f> & ~g~ | \\'))).toBe(
    '## a \\# b\n\n\\[x\\](y) \\`c\\` \\*d\\* \\_e\\_ \\<f\\> \\& \\~g\\~ \\| \\\\\n',
  );
  expect(written(paragraph('# a'), paragraph('1. b'), paragraph('12) c'), list(['- d'], ['+ e'], ['f - 1. g']))).toBe(
    '\\# a\n\n1\\. b\n\n12\\) c\n\n- \\- d\n- \\+ e\n- f - 1. g\n',
  );
});
