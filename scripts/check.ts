/** The quick gate: everything but the browser. */
import { buildStep, gates } from './gates.js';
import { programStep, runSteps } from './steps.js';

const build = await runSteps([buildStep]);
const rest = await runSteps([programStep('node', 'vitest', 'run', '--project', 'node'), ...gates]);
const failed = [...build.failed, ...rest.failed];
if (failed.length > 0) {
  console.log(`\nfailed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
