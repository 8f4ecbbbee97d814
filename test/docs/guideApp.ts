import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

export const root = new URL('../../', import.meta.url).pathname;

/** A folder with what the guide says to install, and `others`; our packages as they are built. */
export function newApp(...others: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/turntally'));
  for (const name of ['rxjs', 'vite', 'lit', '@turntally/ui', '@turntally/collector', ...others]) {
    const installed = join(folder, 'node_modules', name);
    mkdirSync(dirname(installed), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), installed);
  }
  return folder;
}

/** Returns the errors of TypeScript with strict options and `others`. */
export async function complaintsOf(folder: string, others: object = {}): Promise<string> {
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    types: ['vite/client'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    ...others,
  };
  const files = [join(root, 'examples/electron/electron.d.ts')];
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files, include: ['src', 'electron'] }),
  );
  const tsc = promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  return tsc.then(
    () => '',
    ({ stdout }) => `${stdout}`,
  );
}

/** Bundles a module for a page; `electron` is the path of a stand-in for Electron. */
export const bundled = async (entry: string, electron?: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
    ...(electron !== undefined && { alias: { electron } }),
  });
  return outputFiles.map(({ text }) => text).join('\n');
};
