import { expect, test } from 'vitest';
import { dated, isVersion, notesOf } from '../../scripts/release/changelog.js';
import { atVersion, checkVersion, type Manifest, manifestPaths } from '../../scripts/release/manifests.js';
import { read, root } from './markdown.js';

const changelog = `# Changelog

## 1.1.0 (unreleased)

### Added

- One thing.

## 1.0.0 (2026-01-31)

### Added

- Everything.
`;

test('a release dates the top section, and nothing else', () => {
  expect(dated(changelog, '1.1.0', '2026-02-28')).toBe(changelog.replace('unreleased', '2026-02-28'));
});

test('only the unreleased top section can be released', () => {
  expect(() => dated(changelog, '1.2.0', '2026-02-28')).toThrow('must be "## 1.2.0 (unreleased)", not "## 1.1.0');
  expect(() => dated(changelog, '1.0.0', '2026-02-28')).toThrow('must be "## 1.0.0 (unreleased)"');
  expect(() => dated('# Changelog\n\n## 1.1.0 (unreleased)\n', '1.1.0', '2026-02-28')).toThrow('no changes');
});

test('the notes of a release are its section', () => {
  expect(notesOf(changelog, '1.0.0')).toBe('### Added\n\n- Everything.');
  expect(() => notesOf(changelog, '1.1.0')).toThrow('no date');
  expect(() => notesOf(changelog, '2.0.0')).toThrow('no section of 2.0.0');
});

test('all packages, and what they need of each other, get the version', () => {
  const manifest = { name: '@turntally/cli', version: '1.0.0', dependencies: { turntally: '1.0.0', zod: '^4.6.7' } };
  const released = atVersion(manifest, '1.1.0');
  expect(released).toEqual({
    name: '@turntally/cli',
    version: '1.1.0',
    dependencies: { turntally: '1.1.0', zod: '^4.6.7' },
  });
  expect(() => checkVersion(released, '1.1.0')).not.toThrow();
  expect(() => checkVersion(manifest, '1.1.0')).toThrow('@turntally/cli has version 1.0.0, not 1.1.0');
  expect(() => checkVersion({ ...manifest, version: '1.1.0' }, '1.1.0')).toThrow('depends on turntally 1.0.0');
});

test('versions are plain', () => {
  expect(['0.1.0', '1.2.3-rc.1'].filter(isVersion)).toHaveLength(2);
  expect(['', 'v1.2.3', '1.2', '1.2.3 ', '1.2.3-'].filter(isVersion)).toEqual([]);
});

test('the four packages have one version, of which the changelog has a section, and what provenance needs', () => {
  const manifests: (Manifest & { readonly [field: string]: unknown })[] = manifestPaths(root).map((path) =>
    JSON.parse(read(path)),
  );
  expect(manifests).toHaveLength(4);
  const version = manifests[0]?.version ?? '';
  expect(read('CHANGELOG.md')).toMatch(`\n## ${version} (`);
  for (const manifest of manifests) {
    checkVersion(manifest, version);
    expect(manifest.repository).toMatchObject({ url: 'git+https://github.com/turntally/turntally.git' });
    expect(manifest).toMatchObject({ license: 'MIT', homepage: expect.any(String), bugs: expect.anything() });
  }
});
