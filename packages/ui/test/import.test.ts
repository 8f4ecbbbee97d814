import { expect, test } from 'vitest';

test('the elements can be imported where there are no documents and no custom elements', async () => {
  expect('document' in globalThis).toBe(false);
  expect('customElements' in globalThis).toBe(false);
  const { en, TurntallyConsent } = await import('../src/index.js');
  expect(typeof TurntallyConsent).toBe('function');
  expect(en.language).toBe('en');
});
