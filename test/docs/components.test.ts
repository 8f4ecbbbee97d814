import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../../packages/ui/src/strings/en/index.js';
import { type Framework, svelte, vue } from './frameworks.js';
import { newApp } from './guideApp.js';
import { codeBlocksOf, read } from './markdown.js';
import { renderAndHydrate } from './renderAndHydrate.js';

const telemetry = `import { storedConsent } from 'turntally';
export const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });`;

test.each<[string, Framework]>([
  ['vue', vue],
  ['svelte', svelte],
])(
  'the %s component of docs/ui.md is rendered on a server, hydrated, and receives the answer',
  async (name, framework) => {
    const folder = newApp(name);
    const component = codeBlocksOf(read('docs/ui.md')).find(({ language }) => language === name);
    writeFileSync(join(folder, `App.${name}`), component?.code ?? '');
    writeFileSync(join(folder, 'telemetry.js'), telemetry);
    const { page, rendered, complaints } = await renderAndHydrate(folder, framework);
    expect(rendered).toContain('<turntally-consent');
    const element = page.locator('turntally-consent');
    const yes = element.getByRole('button', { name: en.consent.choices.yes, exact: true });
    await yes.waitFor();
    const logged = page.waitForEvent('console', (message) => message.text() === 'true');
    await yes.click();
    await logged;
    await expect.poll(() => element.getByRole('switch').isChecked()).toBe(true);
    expect(await element.count()).toBe(1);
    expect(complaints).toEqual([]);
  },
);
