import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { complaintsOf, newApp } from './guideApp.js';
import { codeBlocksOf, read, root } from './markdown.js';

const blocks = codeBlocksOf(read('docs/adapters.md')).filter(({ heading }) => heading === 'A translator of your own');
const files = blocks.map(({ code }) => ({ path: /^\/\/ (src\/\S+)\n/.exec(code)?.[1] ?? '', code }));

/** An app with the files that the document shows, after `change`. */
function appWith(change: (code: string) => string = (code) => code): string {
  const folder = newApp('vitest');
  mkdirSync(join(folder, 'src'));
  for (const { path, code } of files) writeFileSync(join(folder, path), change(code));
  return folder;
}

interface Outcome {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

/** Runs the app's tests as its author does. */
async function runTests(folder: string): Promise<Outcome> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const run = promisify(execFile)(process.execPath, [vitest, 'run', '--root', folder, '--reporter', 'json'], {
    cwd: folder,
  });
  const { stdout } = await run.catch((error: { readonly stdout: string }) => error);
  return JSON.parse(stdout);
}

test('the translator of docs/adapters.md has twenty lines', () => {
  expect(files.map(({ path }) => path)).toEqual(['src/myAgent.ts', 'src/myAgent.test.ts']);
  const [, translator = ''] = /^(export const myAgent.*)/ms.exec(files[0]?.code ?? '') ?? [];
  const lines = translator.split('\n').filter((line) => line.trim() && !line.trim().startsWith('//'));
  expect(lines.length).toBeLessThanOrEqual(20);
});

test('it compiles, and its tests pass', async () => {
  const folder = appWith();
  expect(await complaintsOf(folder)).toBe('');
  expect(await runTests(folder)).toMatchObject({ success: true, numPassedTests: 5, numFailedTests: 0 });
});

test('its tests fail if it does not know that its turn is over', async () => {
  const folder = appWith((code) => code.replace("turn = 'over';", ''));
  expect(await runTests(folder)).toMatchObject({ success: false, numFailedTests: 2 });
});
