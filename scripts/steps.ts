import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** One gate. `run` resolves with a note for its line, and rejects with an `Error` whose message says what is wrong. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<string | undefined>;
}

/** A step that runs a program, by preference one of node_modules/.bin, and fails with the whole of its output. */
export function programStep(name: string, program: string, ...args: readonly string[]): Step {
  return { name, run: () => runProgram(program, args).then(() => undefined) };
}

export function runProgram(program: string, args: readonly string[], stdio: 'pipe' | 'inherit' = 'pipe') {
  return new Promise<string>((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: {
        ...process.env,
        PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
        ...((stdio === 'pipe' || !process.stdout.isTTY) && { NO_COLOR: '1' }),
      },
      shell: process.platform === 'win32', // npm's .cmd shims need one
      stdio: ['ignore', stdio, stdio],
    });
    const output: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${text}${[program, ...args].join(' ')}: ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Runs the steps, as many at a time as there are cores; prints a line for each and, last, the output of those that failed. */
export async function runSteps(steps: readonly Step[]): Promise<{ failed: readonly string[] }> {
  const queue = [...steps];
  const failures: { readonly name: string; readonly output: string }[] = [];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const start = performance.now();
      const { name } = step;
      const line = (mark: string, note = '') => {
        const seconds = ((performance.now() - start) / 1000).toFixed(1);
        console.log(`${mark} ${name.padEnd(8)} ${seconds.padStart(5)} s  ${note}`.trimEnd());
      };
      try {
        line('✓', await step.run());
      } catch (error) {
        failures.push({ name, output: error instanceof Error ? error.message : String(error) });
        line('✗');
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  for (const { name, output } of failures) console.log(`\n── ${name} failed ──\n${output.trim()}`);
  return { failed: failures.map(({ name }) => name) };
}
