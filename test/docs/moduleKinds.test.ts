import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { complaintsOf, newApp } from './guideApp.js';

const run = promisify(execFile);

/** An app with one CommonJS file of TypeScript. */
function appWith(code: string): string {
  const folder = newApp();
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  writeFileSync(join(folder, 'src/main.cts'), code);
  return folder;
}

const staticImport = `import { storedConsent } from 'turntally';
  export const { recipient } = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });`;

test.each([
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'node20', moduleResolution: 'nodenext' },
  { module: 'preserve', moduleResolution: 'bundler' },
])('a CommonJS file compiles with module $module', async (options) => {
  expect(await complaintsOf(appWith(staticImport), { ...options, verbatimModuleSyntax: false, types: [] })).toBe('');
});

test('with module node16, a CommonJS file needs the dynamic import', async () => {
  const options = { module: 'node16', moduleResolution: 'node16', verbatimModuleSyntax: false, types: [] };
  expect(await complaintsOf(appWith(staticImport), options)).toContain('TS1479');
  const dynamic = `export const load = async () => (await import('turntally')).storedConsent;`;
  expect(await complaintsOf(appWith(dynamic), options)).toBe('');
});

test('Node requires the packages, and imports them from CommonJS', async () => {
  const folder = newApp();
  const code = `const { en } = require('@turntally/ui');
    const { classify, storedConsent } = require('turntally');
    import('turntally').then((imported) => console.log(en.language, imported.classify === classify, typeof storedConsent));`;
  writeFileSync(join(folder, 'main.cjs'), code);
  const { stdout } = await run(process.execPath, ['--no-warnings', 'main.cjs'], { cwd: folder });
  expect(stdout).toBe('en true function\n');
});
