import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureAdapters, measureAttaching } from '../../scripts/size.js';
import { agentSignals } from '../../src/index.js';

const root = join(import.meta.dirname, '../..');
const docs = readFileSync(join(root, 'docs/adapters.md'), 'utf8');

test('docs/adapters.md states the sizes that are measured (built by npm run check)', async () => {
  for (const [name, bytes] of Object.entries({ ...(await measureAdapters()), ...(await measureAttaching()) })) {
    expect(docs).toContain(`<!-- size:${name} -->${(bytes / 1024).toFixed(1)} KiB<!-- /size -->`);
  }
});

test('the entries and files that it names are there', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = [...docs.matchAll(/turntally\/(adapters\/[\w/-]+)/g)].map(([, entry]) => `./${entry}`);
  expect(new Set(entries).size).toBe(14);
  expect(entries.filter((entry) => !(entry in exports))).toEqual([]);
  const named = [...docs.matchAll(/`((?:test|scripts|examples)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('it says of every signal what each framework can tell', () => {
  const tables = docs.split(/^###? /m).filter((section) => section.includes('| signal'));
  expect(tables.length).toBe(13);
  for (const table of tables)
    for (const signal of Object.keys(agentSignals)) expect(table).toMatch(new RegExp(`^\\| \`${signal}\` .*\\w`, 'm'));
});
