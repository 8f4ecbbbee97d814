import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('a bundler takes it for a development build, and leaves it out of every other', async () => {
  const bundle = async (...conditions: string[]): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: "export { startTurntally } from 'turntally';", resolveDir: import.meta.dirname },
      bundle: true,
      format: 'esm',
      write: false,
      conditions,
    });
    return outputFiles[0]?.text ?? '';
  };
  expect(await bundle('development')).toContain('is a placeholder of the documentation');
  expect(await bundle()).not.toContain('is a placeholder of the documentation');
});
