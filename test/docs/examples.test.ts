import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '../..');
const manifest = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [`examples/${entry.name}`] : [],
);
/** Those that are apps; the others need no package. */
const apps = examples.filter((folder) => existsSync(join(root, folder, 'package.json')));
/** The lowest version of a range; all of ours name one. */
const lowest = (range: string | undefined) => range?.replace('^', '');

test('an example asks for the versions that npm run check holds it to', () => {
  const ours = manifest('.');
  const held: Readonly<Record<string, string>> = { ...ours.dependencies, ...ours.devDependencies };
  expect(apps.length).toBe(6);
  for (const folder of apps) {
    const { dependencies, devDependencies } = manifest(folder);
    expect(dependencies.turntally).toBe('file:../..');
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (name in held && !range.startsWith('file:'))
        expect(`${name} ${lowest(range)}`).toBe(`${name} ${lowest(held[name])}`);
    }
  }
});
