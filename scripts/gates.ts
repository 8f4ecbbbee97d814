import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAdapterSizes, checkBundleSizes, checkElementSizes, checkOhttpSize, checkSizes } from './size.js';
import { programStep, runProgram, type Step } from './steps.js';

/** dist is what the size, the package and some tests look at, so it comes first. */
export const buildStep: Step = programStep('build', 'npm', 'run', '--silent', 'build');

/** Everything that is not a test at run time. Needs dist. `types` also runs test/types: an unused @ts-expect-error fails. */
export const gates: readonly Step[] = [
  { name: 'package', run: checkPackage },
  programStep('types', 'tsc', '--noEmit'),
  programStep('examples', 'tsc', '-p', 'examples/tsconfig.json'),
  programStep('lint', 'biome', 'ci', '--error-on-warnings', '--max-diagnostics=200', '--colors=off'),
  { name: 'size', run: () => checkSizes() },
  { name: 'adapters', run: checkAdapterSizes },
  { name: 'ohttp', run: checkOhttpSize },
  { name: 'ui', run: checkElementSizes },
  { name: 'bundles', run: checkBundleSizes },
];

/** Packs each package as `npm publish` does, and checks it as its users' tools do. */
async function checkPackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-pack-'));
  try {
    const all = ['--workspaces', '--include-workspace-root'];
    await runProgram('npm', ['pack', '--ignore-scripts', ...all, '--pack-destination', folder]);
    const tarballs = await readdir(folder);
    if (tarballs.length !== 4) throw new Error(`npm pack wrote ${tarballs.join(', ') || 'nothing'}`);
    for (const tarball of tarballs) {
      await runProgram('publint', [join(folder, tarball), '--strict']);
      // The command line exports nothing to look at.
      if (!tarball.includes('-cli-')) await runProgram('attw', [join(folder, tarball), '--profile', 'esm-only']);
    }
    return tarballs.join(' ');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
