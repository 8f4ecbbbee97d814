/** Everything: the gates, then every test on Node and in the browser. Writes test-results.json for CI. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findOrGetChromium } from './browser.js';
import { buildStep, gates } from './gates.js';
import { root, runProgram, runSteps } from './steps.js';

const results = join(root, 'test-results.json');

await rm(results, { force: true });
const build = await runSteps([buildStep, { name: 'browser', run: findOrGetChromium }]);
const failed = [...build.failed, ...(await runSteps(gates)).failed];
if (!build.failed.includes('browser')) {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  await runProgram('vitest', args, 'inherit').catch(() => failed.push('tests'));
  if (await anySkipped().catch(() => false)) failed.push('no test may be skipped');
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

async function anySkipped(): Promise<boolean> {
  const { numPendingTests, numTodoTests } = JSON.parse(await readFile(results, 'utf8'));
  return numPendingTests + numTodoTests > 0;
}
