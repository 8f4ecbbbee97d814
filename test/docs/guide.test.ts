import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundled, complaintsOf, newApp } from './guideApp.js';
import { follow, guideFiles, guideLines } from './guideFiles.js';

test.each(['4. Ask', '7. Ask with the elements', '9. Before you ship', 'Electron'])(
  'up to "%s", it compiles',
  async (section) => {
    const folder = newApp();
    follow(folder, section);
    expect(await complaintsOf(folder)).toBe('');
  },
);

test('the lines to add when nothing arrives compile too', async () => {
  const folder = newApp();
  follow(folder, '4. Ask');
  expect(guideLines).toHaveLength(1);
  writeFileSync(join(folder, 'src/why.ts'), `import { telemetry } from './telemetry';\n${guideLines.join('\n')}`);
  expect(await complaintsOf(folder)).toBe('');
});

test('a misspelt name does not compile', async () => {
  const folder = newApp();
  follow(folder, '4. Ask');
  const main = readFileSync(join(folder, 'src/main.ts'), 'utf8');
  writeFileSync(join(folder, 'src/main.ts'), main.replace('telemetry.tap()', 'telemetry.tab()'));
  expect(await complaintsOf(folder)).toMatch(/main\.ts.*tab/);
});

test('the app with the elements can be bundled', async () => {
  const folder = newApp();
  follow(folder, '7. Ask with the elements');
  expect(await bundled(join(folder, 'src/main.ts'))).toContain('turntally-inspector');
});

test('its files are found', () => {
  expect(new Set(guideFiles.map(({ path }) => path)).size).toBe(7);
});
