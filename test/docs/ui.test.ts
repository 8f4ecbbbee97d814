import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elementLimits, entryLimits, measureBundles, measureElements } from '../../scripts/size.js';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const guide = readFileSync(join(docs, 'ui.md'), 'utf8');

test('the guide states the sizes that are measured (built by npm run check)', async () => {
  const sizes = await measureElements();
  for (const name of [...Object.keys({ ...elementLimits, ...entryLimits }), 'react']) {
    expect(guide).toContain(`<!-- size:${name} -->${((sizes[name] ?? 0) / 1024).toFixed(1)} KiB<!-- /size -->`);
  }
});

test('getting started states the sizes of the bundles', () => {
  const gettingStarted = readFileSync(join(docs, 'getting-started.md'), 'utf8');
  for (const [name, bytes] of Object.entries(measureBundles())) {
    expect(gettingStarted).toContain(`<!-- size:${name}Bundle -->${(bytes / 1024).toFixed(1)} KiB<!-- /size -->`);
  }
});

test('the pictures that the guide shows are there', () => {
  const shown = [...guide.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((path) => !existsSync(join(docs, path)))).toEqual([]);
});

test('the guide names every part there is, and none that is not', () => {
  const sources = ['contentView', 'controls', 'layouts'].map((file) =>
    readFileSync(join(docs, '..', 'packages', 'ui', 'src', 'consent', `${file}.ts`), 'utf8'),
  );
  const parts = new Set(sources.flatMap((source) => [...source.matchAll(/part="([^"]+)"/g)].map(([, name]) => name)));
  const paragraph = guide.match(/^Parts of `<turntally-consent>`.*$/m)?.[0] ?? '';
  const named = [...paragraph.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(parts);
});

test('the guide names every part of the inspector', () => {
  const folder = join(docs, '..', 'packages', 'ui', 'src', 'inspector');
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const found = sources.flatMap((source) =>
    [...source.matchAll(/part="([^"]+)"/g)].flatMap(([, names]) => names?.split(' ')),
  );
  const paragraph = guide.match(/^Parts of `<turntally-inspector>`.*$/m)?.[0] ?? '';
  const named = new Set([...paragraph.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((name) => !name?.startsWith('${') && !named.has(name))).toEqual([]);
});
