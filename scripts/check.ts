/** The quick gate: everything but the browser. */
import { buildStep, gates } from './gates.js';
import { runProgram, runSteps, type Step } from './steps.js';

const nodeTests: Step = {
  name: 'node',
  run: async () => /^ *Tests +(.*)$/m.exec(await runProgram('vitest', ['run', '--project', 'node']))?.[1],
};

const build = await runSteps([buildStep]);
const rest = await runSteps([nodeTests, ...gates]);
const failed = [...build.failed, ...rest.failed];
if (failed.length > 0) {
  console.log(`\nfailed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
