import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Starts a server and waits until it answers at `url`. Returns what ends it.
 *
 * @throws Error with what the program printed, if it ends or does not answer within 10 seconds.
 */
export async function startProgram(
  program: string,
  args: readonly string[],
  url: string,
): Promise<() => Promise<void>> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  child.on('error', (error) => {
    output += String(error);
  });
  const end = Date.now() + 10_000;
  while (!(await isAnswering(url))) {
    if (child.exitCode !== null || Date.now() > end) {
      await kill(child);
      throw new Error(`${program} does not answer at ${url}: ${output}`);
    }
    await delay(50);
  }
  return () => kill(child);
}

const isAnswering = (url: string): Promise<boolean> =>
  fetch(url, { method: 'OPTIONS' }).then(
    () => true,
    () => false,
  );

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
