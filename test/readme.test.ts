import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureSizes } from '../scripts/size.js';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the README states the sizes that are measured (built by npm run check)', async () => {
  for (const [name, bytes] of Object.entries(await measureSizes())) {
    expect(readme).toContain(`<!-- size:${name} -->${(bytes / 1024).toFixed(1)} KiB<!-- /size -->`);
  }
});

test('the files that the README names are there', () => {
  const named = [...readme.matchAll(/`((?:test|src|scripts|examples)\/[\w./]+)`|\]\(([\w./-]+)\)/g)].map(
    ([, quoted, linked]) => quoted ?? linked ?? '',
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
