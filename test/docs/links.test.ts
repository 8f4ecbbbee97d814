import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, documents, read, root, withoutCode } from './markdown.js';

const isElsewhere = (target: string): boolean => /^[a-z]+:/.test(target);

const linksOf = (document: string): readonly string[] =>
  [...withoutCode(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** Why a link leads nowhere; undefined if it leads somewhere. */
function broken(document: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path ? join(dirname(document), path) : document;
  if (!existsSync(join(root, file))) return `${document}: ${target}: no such file`;
  if (anchor !== undefined && !anchorsOf(read(file)).includes(anchor)) return `${document}: ${target}: no such heading`;
  return undefined;
}

test('finds the documents', () => {
  expect(documents).toContain('README.md');
  expect(documents).toContain('docs/protocol.md');
  expect(documents).toContain('packages/ui/README.md');
  expect(documents.some((path) => path.includes('node_modules'))).toBe(false);
});

test('every relative link and picture leads to a file, and every anchor to a heading', () => {
  const links = documents.flatMap((document) =>
    linksOf(document)
      .filter((target) => !isElsewhere(target))
      .map((target) => [document, target] as const),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.flatMap(([document, target]) => broken(document, target) ?? [])).toEqual([]);
});

test('a missing file and a missing heading are noticed', () => {
  expect(broken('README.md', 'docs/nothing.md')).toMatch('no such file');
  expect(broken('README.md', 'docs/api.md#nothing')).toMatch('no such heading');
  expect(broken('docs/api.md', '#options')).toBeUndefined();
});

test('every file and folder of the repository that a document names is there', () => {
  // The guide names files of the reader's app.
  const ours = documents.filter((document) => document !== 'docs/getting-started.md');
  const named = ours.flatMap((document) =>
    [...read(document).matchAll(/`((?:test|src|scripts|examples|packages|docs|demo|bench)\/[\w./-]*)`/g)].map(
      ([, path = '']) => [document, path] as const,
    ),
  );
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(
    ([document, path]) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(document), path)),
  );
  expect(missing).toEqual([]);
});

test('every picture of docs is shown somewhere', () => {
  const shown = documents.map(read).join('\n');
  const pictures = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('-light.png'));
  expect(pictures.length).toBeGreaterThan(3);
  expect(pictures.filter((name) => !shown.includes(name))).toEqual([]);
});
