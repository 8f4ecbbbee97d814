import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareFile } from '../src/prepareFile.js';
import { databaseFile } from './support.js';

test('a file that is missing is created for its owner only; one that exists is left as it is', async () => {
  const path = databaseFile();
  await prepareFile(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, 'there', { mode: 0o644 });
  await prepareFile(path);
  expect(statSync(path).size).toBe(5);
});

test.each<[string, (path: string) => void, RegExp]>([
  ['a folder', (path) => mkdirSync(path), /^this is a folder, not a file$/],
  ['a pipe', (path) => execFileSync('mkfifo', [path]), /^this is not a regular file$/],
  ['a link to nothing', (path) => symlinkSync('none', path), /^this is a link to a file that is missing$/],
])('%s is not used', async (_, create, reason) => {
  const path = databaseFile();
  create(path);
  await expect(prepareFile(path)).rejects.toThrow(reason);
  expect(readdirSync(dirname(path))).toEqual(['turntally.db']);
});

test('a folder that is missing, or is a file, is named', async () => {
  const folder = dirname(databaseFile());
  await expect(prepareFile(join(folder, 'none', 'a.db'))).rejects.toThrow(`there is no folder ${join(folder, 'none')}`);
  writeFileSync(join(folder, 'file'), '');
  await expect(prepareFile(join(folder, 'file', 'a.db'))).rejects.toThrow(`${join(folder, 'file')} is not a folder`);
});
