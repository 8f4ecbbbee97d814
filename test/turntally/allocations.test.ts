import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = new URL('allocating.ts', import.meta.url).pathname;
/** So much room for what is new that nothing of it is collected while it is measured. */
const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

test('an event that counts nothing allocates nothing', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    '--import',
    import.meta.resolve('tsx'),
    program,
  ]);
  const taken: Record<string, number> = JSON.parse(stdout);
  expect(Object.keys(taken)).toHaveLength(14);
  // The smallest object takes 12 bytes or more; what is compiled meanwhile, next to nothing of each of a million events.
  for (const [what, bytes] of Object.entries(taken)) expect(bytes, what).toBeLessThan(1);
});
