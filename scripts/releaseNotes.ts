/** Prints what changed in a version, and fails unless all packages are at it: npx tsx scripts/releaseNotes.ts 1.2.0 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesOf } from './release/changelog.js';
import { checkVersion, manifestPaths } from './release/manifests.js';
import { root } from './steps.js';

const version = process.argv[2] ?? '';
try {
  for (const path of manifestPaths(root)) checkVersion(JSON.parse(readFileSync(join(root, path), 'utf8')), version);
  console.log(notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version));
} catch (error) {
  console.error(`release notes: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
