import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findOrGetPrometheus } from '../../support/findOrGetPrometheus.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs promtool in the root of the repository. */
export async function promtool(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { promtool: program } = await findOrGetPrometheus();
  const child = spawn(program, args, { cwd: root, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, output };
}
