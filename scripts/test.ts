/** Everything: the gates, then every test on Node and in three browser engines. Writes test-results.json for CI. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findOrGetBrowsers } from './browser.js';
import { buildStep, gates } from './gates.js';
import { root, runProgram, runSteps } from './steps.js';

const results = join(root, 'test-results.json');

await rm(results, { force: true });
const build = await runSteps([buildStep, { name: 'browsers', run: () => findOrGetBrowsers() }]);
const failed = [...build.failed, ...(await runSteps(gates)).failed];
if (!build.failed.includes('browsers')) {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const failure = await runProgram('vitest', args, 'inherit').then(skippedTests, () => 'tests');
  if (failure) failed.push(failure);
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

/** A skipped test is a failure: nobody would notice. */
async function skippedTests(): Promise<string | undefined> {
  const { numPendingTests, numTodoTests } = JSON.parse(await readFile(results, 'utf8'));
  const skipped = numPendingTests + numTodoTests;
  return skipped > 0 ? `${skipped} skipped` : undefined;
}
