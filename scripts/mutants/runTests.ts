import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What became of the tests. `broken`: no test failed, but none passed either, or they took too long. */
export type Result = { readonly kind: 'passed' | 'failed' | 'broken'; readonly output: string };

const mostMs = 600_000;

export interface Selection {
  readonly tests: readonly string[];
  readonly testName?: string | undefined;
  /** @defaultValue 'all' */
  readonly effort?: 'quick' | 'all';
}

/** Runs test files in a copy of the repository, up to the first failure. */
export async function runTests(tree: string, { tests, testName, effort = 'all' }: Selection): Promise<Result> {
  const report = join(tree, 'mutant-results.json');
  await rm(report, { force: true });
  const pattern = testName === undefined ? [] : ['-t', testName];
  const config = join('scripts', 'mutants', 'vitest.config.ts');
  const files = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const output = await run(tree, effort, [
    'run',
    '--root',
    '.',
    '--config',
    config,
    '--bail=1',
    '--maxWorkers=1',
    ...files,
    ...pattern,
    ...tests,
  ]);
  const { numFailedTests, numPassedTests, success } = await readReport(report);
  if (numFailedTests > 0) return { kind: 'failed', output };
  return { kind: success && numPassedTests > 0 ? 'passed' : 'broken', output };
}

interface Report {
  readonly success: boolean;
  readonly numFailedTests: number;
  readonly numPassedTests: number;
}

async function readReport(path: string): Promise<Report> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return { success: false, numFailedTests: 0, numPassedTests: 0 };
  }
}

function run(cwd: string, effort: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const vitest = join(cwd, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', TURNTALLY_TESTS: effort },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: mostMs,
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(output).toString()));
  });
}
