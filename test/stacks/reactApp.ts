import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { codeBlocksOf, read } from '../docs/markdown.js';

/** Writes the component of docs/ui.md and its `telemetry` into a folder. */
export function writeReactApp(folder: string): void {
  const component = codeBlocksOf(read('docs/ui.md')).find(({ language }) => language === 'tsx');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Counting.jsx'), component?.code ?? '');
  writeFileSync(
    join(folder, 'telemetry.js'),
    `import { startTurntally, storedConsent } from 'turntally';
    export const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });
    export const telemetry = startTurntally({ consent, release: { version: '1.0.0' } });`,
  );
}

/** Says yes in the dialog; the inspector then appears, as the component says. */
export async function agree(page: Page): Promise<void> {
  const logged = page.waitForEvent('console', (message) => message.text() === 'true');
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, count', exact: true }).click();
  await logged;
  await page.locator('turntally-inspector').getByRole('button', { name: 'Send now' }).waitFor();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
}
