import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when the program has ended and all its output has come. */
  readonly closed: Promise<unknown>;
  /** What it has printed so far, on both streams. */
  output(): string;
}

/** Starts a program, which is killed with the test. */
export function startProgram(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): RunningProgram {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, closed, output: () => output };
}
