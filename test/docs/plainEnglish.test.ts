import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`);
const files = ['README.md', ...['src', 'docs', ...packages].flatMap(filesIn)];

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return entries.filter((path) => /\.(ts|md)$/.test(path)).map((path) => join(folder, path));
}

/** Words of a private register, which people cannot search for. A few uses may be the right word. */
test.each([
  ['told', /\btold\b/i],
  ['whoever, nobody', /\b(whoever|nobody)\b/i],
])('the code and the documents use at most five times: %s', (_, word) => {
  const uses = files.flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    return lines.flatMap((line, at) => (word.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : []));
  });
  expect(uses.length, uses.join('\n')).toBeLessThanOrEqual(5);
});
