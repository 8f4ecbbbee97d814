import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

interface LockedPackage {
  /** A workspace, or a link to one: it comes with the repository. */
  readonly link?: boolean;
  readonly integrity?: string;
}

test.each([
  'package-lock.json',
  'bench/package-lock.json',
  'bench/sizes/package-lock.json',
  'test/runtimes/package-lock.json',
])('every package of a registry in %s has its hash, so that npm installs nothing else in its place', (path) => {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const installed = Object.entries(lock.packages).filter(
    ([place, { link }]) => place.includes('node_modules/') && link !== true,
  );
  expect(installed.length).toBeGreaterThan(4);
  const isHash = (integrity = ''): boolean => /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity);
  expect(installed.flatMap(([place, { integrity }]) => (isHash(integrity) ? [] : [place]))).toEqual([]);
});
