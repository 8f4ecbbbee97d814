import fc from 'fast-check';
import { expect, test } from 'vitest';
import { launchChromium } from '../../../test/support/browser.js';
import { type Document, heading, list, paragraph } from '../src/privacy/blocks.js';
import { html } from '../src/privacy/html.js';
import { markdown } from '../src/privacy/markdown.js';
import { text } from '../src/privacy/text.js';
import { columnsOf, wrapped } from '../src/privacy/wrapped.js';
import { noticeIn } from './privacySupport.js';

const hostile = `</title><script>alert(1)</script> "a" & 'b' <img src=x onerror=alert(1)> &lt; ]]>`;
const given = { app: hostile, company: hostile, contact: hostile, endpoint: 'https://a.example/?a=1&b="<i>"' };
const plan = {
  signals: { plan: ['free'] },
  descriptions: { plan: { title: hostile, sentence: hostile, example: hostile, buckets: { free: hostile } } },
};

test('the page is what was meant in a real browser, whatever it was given', async () => {
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
  expect(html(document)).toContain('<mark>[who is responsible]</mark>');
  expect(markdown(document)).toContain('\n[who is responsible] answers for this');
  expect(text(document, { width: 80, bold: (title) => title })).toContain('\n[who is responsible] answers for this');
});

test('no Markdown comes of what was given', () => {
  const written = (...blocks: Document['blocks']) => markdown({ language: 'en', blocks });
  expect(written(heading(2, 'a # b'), paragraph('[x](y) `c` *d* _e_ <f> & ~g~ | \\'))).toBe(
    '## a \\# b\n\n\\[x\\](y) \\`c\\` \\*d\\* \\_e\\_ \\<f\\> \\& \\~g\\~ \\| \\\\\n',
  );
  expect(written(paragraph('# a'), paragraph('1. b'), paragraph('12) c'), list(['- d'], ['+ e'], ['f - 1. g']))).toBe(
    '\\# a\n\n1\\. b\n\n12\\) c\n\n- \\- d\n- \\+ e\n- f - 1. g\n',
  );
});

const words = fc.array(
  fc.constantFrom('a', 'count', 'turntally', '计数', '“完整”计', '，', '设备。', 'x/y', '（', '数）', '👍'),
  {
    minLength: 1,
    maxLength: 60,
  },
);
const prose = fc.tuple(words, fc.constantFrom('', ' ')).map(([parts, space]) => parts.join(space));
const squeezed = (text: string) => text.replaceAll(/\s/g, '');

test('should wrap without losing, adding or reordering anything', () => {
  fc.assert(
    fc.property(prose, fc.integer({ min: 1, max: 100 }), (text, width) => {
      expect(squeezed(wrapped(text, width).join('\n'))).toBe(squeezed(text));
    }),
  );
});

test('should not make a line wider than the terminal, or shorter than it need be', () => {
  const longest = 9;
  const word = fc.constantFrom('a', 'count', 'turntally', '计数', '设备');
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: longest, max: 90 }), (parts, width) => {
      const lines = wrapped(parts.join(' '), width);
      for (const [at, line] of lines.entries()) {
        expect(columnsOf(line)).toBeLessThanOrEqual(width);
        const next = lines[at + 1]?.match(/^(?:\p{Script=Han}|\S+?(?=\p{Script=Han}|\s|$))/u)?.[0];
        if (next !== undefined) expect(columnsOf(`${line}${next}`) + 1).toBeGreaterThan(width);
      }
    }),
  );
});

test('a Chinese character takes two columns, a mark none', () => {
  expect(['计数', 'ab', 'é', 'e\u0301', '，', '👍'].map(columnsOf)).toEqual([4, 2, 1, 1, 2, 2]);
});

test('should begin no line with closing punctuation, nor end one with an opening one', () => {
  fc.assert(
    fc.property(prose, fc.integer({ min: 12, max: 40 }), (text, width) => {
      fc.pre(!/\s[，。”）]|[（“]\s/u.test(text));
      const lines = wrapped(text, width);
      for (const line of lines.slice(1)) expect(line).not.toMatch(/^[，。”）]/u);
      for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/[“（]$/u);
    }),
  );
});

test.each(['en', 'zh'] as const)(
  'in %s, no line of a terminal is too wide, but for the delivery and long names',
  async (language) => {
    const document = await noticeIn(language);
    for (const width of [40, 60, 80]) {
      const lines = text(document, { width, bold: (title) => title }).split('\n');
      const wide = lines.filter((line) => columnsOf(line) > width && !line.startsWith('    '));
      expect(wide.filter((line) => /\s\S/.test(line.replace(/^- /, '')))).toEqual([]);
    }
  },
);
