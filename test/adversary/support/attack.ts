import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Attack {
  readonly kind:
    | 'pipelining without reading'
    | 'pipelining'
    | 'slow headers'
    | 'slow bodies'
    | 'slow bodies of five addresses'
    | 'idle connections'
    | 'repeats of one id'
    | 'slow reads';
}

const script = fileURLToPath(new URL('attacker.main.ts', import.meta.url));

/** Attacks a collector from other addresses than 127.0.0.2, in a process of its own, until the test ends. Resolves when the attack is on. */
export async function startAttack(kind: Attack['kind'], port: number): Promise<void> {
  const args = ['--import', import.meta.resolve('tsx'), script, JSON.stringify({ kind, port })];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'message');
}
