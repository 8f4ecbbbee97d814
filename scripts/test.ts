/**
 * `npm test`: the gates, and the tests that need Node and Chromium. `npm run test:all` is that and everything else: three
 * browser engines, processes that are killed, every fault test at its full length, and a minute of soak.
 * Writes test-results.json for CI.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engines, findOrGetBrowsers } from './browser.js';
import { buildStep, gates } from './gates.js';
import { programStep, root, runProgram, runSteps } from './steps.js';

const { all } = parseArgs({ options: { all: { type: 'boolean', default: false } } }).values;
const quickProjects = ['node', 'cli', 'faults', 'mainJob'];
const results = join(root, 'test-results.json');
process.env.TURNTALLY_TESTS = all ? 'all' : 'quick';

await rm(results, { force: true });
const browsers = { name: 'browsers', run: () => findOrGetBrowsers(all ? engines : ['chromium']) };
const build = await runSteps([buildStep, browsers]);
const failed = [...build.failed, ...(await runSteps(gates)).failed];
if (!build.failed.includes('browsers')) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const projects = all ? [] : quickProjects.flatMap((name) => ['--project', name]);
  const failure = await runProgram('vitest', ['run', ...reporters, ...projects], 'inherit').then(
    skippedTests,
    () => 'tests',
  );
  if (failure) failed.push(failure);
  if (all) failed.push(...(await runSteps([programStep('soak', 'tsx', 'scripts/soak.ts', '--minutes', '1')])).failed);
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

/** A skipped test is a failure: it would go unnoticed. */
async function skippedTests(): Promise<string | undefined> {
  const { numPendingTests, numTodoTests } = JSON.parse(await readFile(results, 'utf8'));
  const skipped = numPendingTests + numTodoTests;
  return skipped > 0 ? `${skipped} skipped` : undefined;
}
