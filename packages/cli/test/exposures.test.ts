import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exposures } from '../src/collect/exposures.js';

/** A folder with these empty files, which is removed when the test ends. */
function folderWith(...files: readonly string[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'turntally-project-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

function repository(...files: readonly string[]): string {
  const folder = folderWith(...files);
  execFileSync('git', ['init', '--quiet', folder]);
  return folder;
}

test('warns if git would commit the file or its log, until all are ignored', async () => {
  const folder = repository('data/turntally.db');
  const path = join(folder, 'data/turntally.db');
  const where = `in ${folder}/data: add turntally.db* to .gitignore`;
  expect(await exposures(path)).toEqual([`git would commit turntally.db, turntally.db-wal, turntally.db-shm ${where}`]);
  writeFileSync(join(folder, '.gitignore'), '*.db\n');
  expect(await exposures(path)).toEqual([`git would commit turntally.db-wal, turntally.db-shm ${where}`]);
  writeFileSync(join(folder, '.gitignore'), 'turntally.db*\n');
  expect(await exposures(path)).toEqual([]);
});

test('warns of a file that git has already, though it is ignored', async () => {
  const folder = repository('turntally.db');
  execFileSync('git', ['-C', folder, 'add', 'turntally.db']);
  writeFileSync(join(folder, '.gitignore'), 'turntally.db*\n');
  expect(await exposures(join(folder, 'turntally.db'))).toEqual([
    `git would commit turntally.db in ${folder}: add turntally.db* to .gitignore`,
  ]);
});

test('is silent outside a work tree, and without git', async () => {
  const [folder, work] = [folderWith('turntally.db'), repository('turntally.db')];
  expect(await exposures(join(folder, 'turntally.db'))).toEqual([]);
  const path = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  process.env.PATH = folder;
  expect(await exposures(join(work, 'turntally.db'))).toEqual([]);
});

test.each([
  [['package.json', 'public/data/turntally.db'], 'public/data/turntally.db', 'it is in FOLDER/public'],
  [['static/turntally.db'], 'static/turntally.db', 'it is in FOLDER/static'],
  [['package.json', 'vite.config.ts', 'turntally.db'], 'turntally.db', 'there is vite.config.ts in FOLDER'],
  [['package.json', 'index.html', 'data/turntally.db'], 'data/turntally.db', 'there is index.html in FOLDER'],
  [['index.html', 'turntally.db'], 'turntally.db', 'there is index.html in FOLDER'],
])('warns of %j that a web server may serve it', async (files, name, reason) => {
  const folder = folderWith(...files);
  expect(await exposures(join(folder, name))).toEqual([
    `a web server may serve ${join(folder, name)}, because ${reason.replace('FOLDER', folder)}: keep it in another folder`,
  ]);
});

test.each([
  [['package.json', 'turntally.db']],
  [['index.html', 'server/package.json', 'server/turntally.db']],
  [['index.html', 'elsewhere/turntally.db']],
  [['package.json', 'public/index.html', 'data/turntally.db']],
])('is silent about %j, which no web server serves', async (files) => {
  const folder = folderWith(...files);
  expect(await exposures(join(folder, files.at(-1) ?? ''))).toEqual([]);
});
