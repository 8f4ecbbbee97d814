import { expect, test } from 'vitest';
import { filesNamed, read } from './markdown.js';

/** Words of a private register, which people cannot search for, are counted in these. A few uses may be the right word. */
const files = filesNamed(/\.(ts|tsx|md)$/).filter((path) => /^(src|packages|docs)\/|^README\.md$/.test(path));

/** The lines in which a word occurs, as `file: line`. */
const linesWith = (word: RegExp): readonly string[] =>
  files.flatMap((path) =>
    read(path)
      .split('\n')
      .filter((line) => word.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

test('finds what is written', () => {
  expect(files).toContain('src/turntally.ts');
  expect(files).toContain('packages/ui/src/index.ts');
  expect(files).toContain('docs/api.md');
  expect(files.some((path) => path.includes('node_modules') || path.includes('/dist/'))).toBe(false);
  expect(linesWith(/tally/).length).toBeGreaterThan(100);
});

test.each([
  ['told', /\btold\b/i],
  ['whoever, nobody', /\b(whoever|nobody)\b/i],
])('src, packages, docs and the README use at most five times: %s', (_, word) => {
  const lines = linesWith(word);
  expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(5);
});

test.each(['unless told', 'thereof', 'comes of'])('the documents do not use: %s', (phrase) => {
  expect(linesWith(new RegExp(`\\b${phrase}\\b`, 'i')).filter((line) => /^(docs\/|README)/.test(line))).toEqual([]);
});
