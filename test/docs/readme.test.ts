import { expect, test } from 'vitest';
import { adapterLimit, measureSizes, sizeLimits } from '../../scripts/size.js';
import { read } from './markdown.js';

const readme = read('README.md');
const lines = readme.trimEnd().split('\n');

const inBench = (path: string) => JSON.parse(read(`bench/${path}`));
const peers: Readonly<Record<string, { bytes: number; packages: string[] }>> = inBench('results/sizes.json');

/** The sizes that a document states, such as `all 16.5 KiB`. */
const statedIn = (document: string): ReadonlySet<string> =>
  new Set(
    [...document.matchAll(/<!-- size:(\w+) -->(.*?)<!-- \/size -->/g)].map(([, name, size]) => `${name} ${size}`),
  );

const inWords = (sizes: readonly (readonly [name: string, bytes: number])[]): ReadonlySet<string> =>
  new Set(sizes.map(([name, bytes]) => `${name} ${(bytes / 1024).toFixed(1)} KiB`));

test('the README is at most 130 lines of at most 120 characters', () => {
  expect(lines.length).toBeLessThanOrEqual(130);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});

test('the README has the two commands of a visitor, each in a block of its own', () => {
  for (const command of ['npm ci && npm start', 'npm ci && npm test']) {
    expect(readme).toContain(`\`\`\`sh\n${command}\n\`\`\`\n`);
  }
});

test('the README states the sizes that are measured (built by npm run check)', async () => {
  expect(statedIn(readme)).toEqual(inWords(Object.entries(await measureSizes())));
});

test('bench/README.md states these, and those of the peers as npm run bench:sizes left them', async () => {
  const others = Object.entries(peers).map(([name, { bytes }]) => [name, bytes] as const);
  const measured = inWords([...Object.entries(await measureSizes()), ...others]);
  expect(statedIn(read('bench/README.md'))).toEqual(measured);
});

test('CONTRIBUTING.md states the limits of the sizes', () => {
  const contributing = read('CONTRIBUTING.md');
  expect(contributing).toContain(`at most ${sizeLimits.all / 1024} KiB min+gzip with everything`);
  expect(contributing).toContain(`${sizeLimits.withoutRxjs / 1024} KiB beside an app's own RxJS`);
  expect(contributing).toContain(`an adapter adds at most ${adapterLimit / 1024} KiB`);
});

test('the peers were measured in the versions that bench/sizes asks for', () => {
  const { dependencies } = inBench('sizes/package.json');
  const asked = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  const measured = Object.values(peers).flatMap(({ packages }) => packages);
  expect(measured.sort()).toEqual(asked.sort());
});
