import { expect, onTestFinished, test, vi } from 'vitest';
import { define } from '../src/define.js';

test('the elements are imported where there is no document, and there do nothing', async () => {
  expect('document' in globalThis).toBe(false);
  const { en, TurntallyConsent } = await import('../src/index.js');
  expect(typeof TurntallyConsent).toBe('function');
  expect(en.language).toBe('en');
});

test('where there are no custom elements, none is defined', async () => {
  const { TurntallyConsent } = await import('../src/index.js');
  vi.stubGlobal('customElements', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(() => define('x-none', TurntallyConsent)).not.toThrow();
});
