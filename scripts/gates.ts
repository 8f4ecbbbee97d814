import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLines } from './lines.js';
import { checkAdapterSizes, checkElementSizes, checkSizes } from './size.js';
import { programStep, runProgram, type Step } from './steps.js';

/** dist is what the size, the package and some tests look at, so it comes first. */
export const buildStep: Step = programStep('build', 'tsc', '-p', 'tsconfig.build.json');

/** Everything that is not a test at run time. Needs dist. `types` also runs test/types: an unused @ts-expect-error fails. */
export const gates: readonly Step[] = [
  { name: 'package', run: checkPackage },
  programStep('types', 'tsc', '--noEmit'),
  programStep('examples', 'tsc', '-p', 'examples/tsconfig.json'),
  programStep('lint', 'biome', 'ci', '--error-on-warnings', '--max-diagnostics=200', '--colors=off'),
  { name: 'size', run: () => checkSizes() },
  { name: 'adapters', run: checkAdapterSizes },
  { name: 'ui', run: checkElementSizes },
  { name: 'lines', run: () => checkLines() },
];

/** Packs what `npm publish` would and looks at it as its users' tools do. */
async function checkPackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-pack-'));
  try {
    await runProgram('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
    const [tarball] = await readdir(folder);
    if (tarball === undefined) throw new Error('npm pack wrote nothing');
    await Promise.all([
      runProgram('publint', [join(folder, tarball), '--strict']),
      runProgram('attw', [join(folder, tarball), '--profile', 'esm-only']),
    ]);
    return tarball;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
