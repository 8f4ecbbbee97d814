import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { read } from '../docs/markdown.js';
import { installApp } from './installApp.js';

const jestTest = `import { startTurntally, storedConsent } from 'turntally';
import { aiSdk } from 'turntally/adapters/ai-sdk';
import '@turntally/ui';

test('counts and asks', async () => {
  const consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
  const telemetry = startTurntally({ consent, release: { version: '1.0.0' } });
  expect(telemetry.tap(aiSdk)).toBeInstanceOf(Function);
  const element = Object.assign(document.createElement('turntally-consent'), { consent });
  document.body.append(element);
  await new Promise((resolve) => consent.consent$.subscribe(resolve));
  await element.updateComplete;
  expect(element.shadowRoot.querySelector('dialog')).not.toBe(null);
  const inspector = Object.assign(document.createElement('turntally-inspector'), { telemetry });
  document.body.append(inspector);
  await new Promise((resolve) => telemetry.status$.subscribe(resolve));
  await inspector.updateComplete;
  expect(inspector.shadowRoot.textContent).toContain('you have not agreed');
  await telemetry.stop();
});
`;

test('Jest loads the packages with the configuration of the guide, also in jsdom', async () => {
  const folder = await installApp(
    'jest@30.5.2',
    'babel-jest@30.5.2',
    'jest-environment-jsdom@30.5.2',
    '@babel/core@7',
    '@babel/preset-env@7',
  );
  const [, config = ''] = /```js\n(.*?)```/s.exec(read('docs/getting-started.md')) ?? [];
  writeFileSync(join(folder, 'jest.config.js'), config);
  const presets = "[['@babel/preset-env', { targets: { node: 'current' } }]]";
  writeFileSync(join(folder, 'babel.config.js'), `module.exports = { presets: ${presets} };`);
  writeFileSync(join(folder, 'app.test.js'), jestTest);
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const { stderr } = await promisify(execFile)(process.execPath, [jest, '--env=jsdom'], { cwd: folder });
  expect(stderr).toContain('1 passed, 1 total');
});
