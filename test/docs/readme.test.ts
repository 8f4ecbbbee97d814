import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureSizes } from '../../scripts/size.js';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const inBench = (path: string) => JSON.parse(readFileSync(join(root, 'bench', path), 'utf8'));
const peers: Readonly<Record<string, { bytes: number; packages: string[] }>> = inBench('results/sizes.json');

test('the README states the sizes that are measured (built by npm run check), and those of the peers as npm run bench:sizes left them', async () => {
  const bytesOf = Object.entries(peers).map(([name, { bytes }]) => [name, bytes] as const);
  const measured = Object.entries({ ...(await measureSizes()), ...Object.fromEntries(bytesOf) });
  const sizes = new Set(measured.map(([name, bytes]) => `${name} ${(bytes / 1024).toFixed(1)} KiB`));
  const stated = [...readme.matchAll(/<!-- size:(\w+) -->(.*?)<!-- \/size -->/g)].map(
    ([, name, size]) => `${name} ${size}`,
  );
  expect(new Set(stated)).toEqual(sizes);
});

test('the peers were measured in the versions that bench/sizes asks for', () => {
  const { dependencies } = inBench('sizes/package.json');
  const asked = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  expect(
    Object.values(peers)
      .flatMap(({ packages }) => packages)
      .sort(),
  ).toEqual(asked.sort());
});

test('the files that the README names are there', () => {
  const named = [...readme.matchAll(/`((?:test|src|scripts|examples)\/[\w./]+)`|\]\(([\w./-]+)\)/g)].map(
    ([, quoted, linked]) => quoted ?? linked ?? '',
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
