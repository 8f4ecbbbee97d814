import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from '../docs/markdown.js';

/** The files that a bundler puts into an app that imports `name`. */
async function filesOf(name: string): Promise<readonly string[]> {
  const { metafile } = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: root },
    conditions: ['@turntally/source'],
    bundle: true,
    write: false,
    format: 'esm',
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

const isOblivious = (file: string): boolean => /src\/ohttp\/|node_modules\/hpke\//.test(file);

test('only an app that imports turntally/ohttp ships it, and hpke', async () => {
  for (const name of ['turntally', 'turntally/protocol', 'turntally/adapters/ai-sdk', '@turntally/ui']) {
    expect((await filesOf(name)).filter(isOblivious)).toEqual([]);
  }
  const files = await filesOf('turntally/ohttp');
  expect(files).toContain('node_modules/hpke/index.js');
  expect(files).not.toContain('src/turntally.ts');
});
