/**
 * Makes a release of the four packages: npm run release -- 1.2.0
 *
 * Sets their version, dates the changelog, runs the quick gate, commits and tags. It does not push: the workflow publishes a
 * tag that is pushed, after it has run all tests. If a step fails, the files are as before.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dated, isVersion } from './release/changelog.js';
import { atVersion, manifestPaths } from './release/manifests.js';
import { root, runProgram } from './steps.js';

const git = async (...args: readonly string[]): Promise<string> => (await runProgram('git', args)).trim();

try {
  await release(process.argv[2] ?? '');
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function release(version: string): Promise<void> {
  if (!isVersion(version)) throw new Error('needs a version: npm run release -- 1.2.0');
  await checkRepository(version);
  const changelog = dated(read('CHANGELOG.md'), version, new Date().toISOString().slice(0, 10));
  try {
    write('CHANGELOG.md', changelog);
    for (const path of manifestPaths(root)) {
      write(path, `${JSON.stringify(atVersion(JSON.parse(read(path)), version), undefined, 2)}\n`);
    }
    await runProgram('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund']);
    await runProgram('npm', ['run', 'check'], 'inherit');
  } catch (error) {
    await git('checkout', '--', '.');
    throw error;
  }
  await git('commit', '--all', '--message', `Release ${version}`);
  await git('tag', '--annotate', `v${version}`, '--message', `turntally ${version}`);
  console.log(`v${version} is committed and tagged. To publish it: git push --follow-tags`);
}

async function checkRepository(version: string): Promise<void> {
  const branch = await git('rev-parse', '--abbrev-ref', 'HEAD');
  if (branch !== 'main') throw new Error(`releases are made on main, not on ${branch}`);
  if ((await git('status', '--porcelain')) !== '') throw new Error('the working tree has changes: commit them first');
  if ((await git('tag', '--list', `v${version}`)) !== '') throw new Error(`v${version} is tagged already`);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}
