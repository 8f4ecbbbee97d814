import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { openPages } from '../lib/pages.js';

export const engines = ['node', 'chromium'] as const;
export type EngineName = (typeof engines)[number];

/** Modules by name, each exporting `result`, a promise. Their imports are relative to this folder. */
export type Modules = Readonly<Record<string, string>>;

export interface Engine {
  /** Name and version. */
  readonly version: string;
  /** Runs a module in a fresh process and resolves with its result. */
  run(name: string): Promise<unknown>;
  close(): Promise<void>;
}

export const startEngine = (name: EngineName, modules: Modules): Promise<Engine> =>
  name === 'node' ? startNode(modules) : startChromium(modules);

/** @param flags command line options of each process */
export async function startNode(modules: Modules, flags: readonly string[] = []): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-bench-'));
  const bundles = Object.entries(modules).map(([name, code]) => bundle(code, join(folder, `${name}.mjs`)));
  await Promise.all(bundles);
  return {
    version: `Node ${process.versions.node}`,
    async run(name) {
      const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(folder, `${name}.mjs`)]);
      return JSON.parse(stdout);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function bundle(code: string, outfile: string): Promise<void> {
  const printResult = 'process.stdout.write(JSON.stringify(await result), () => process.exit());';
  await build({
    stdin: { contents: `${code}\n${printResult}`, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    minify: true,
    // Bundled CommonJS modules load Node's modules with `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent', // the thrown error has the messages
  });
}

async function startChromium(modules: Modules): Promise<Engine> {
  const pages = await openPages(modules, import.meta.dirname);
  return {
    version: `Chromium ${pages.version}`,
    async run(name) {
      const profile = await pages.profile();
      try {
        const page = await pages.open(name, profile);
        return await page.evaluate('bench.result');
      } finally {
        await profile.close();
      }
    },
    close: () => pages.close(),
  };
}
