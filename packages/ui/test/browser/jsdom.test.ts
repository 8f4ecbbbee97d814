import { expect, test, vi } from 'vitest';
import { eventually, inspected, textOf, words } from './inspectorSupport.js';
import { mountConsent } from './support/consents.js';

/** What jsdom, where apps test their pages, does not have. */
function takeAway(...names: readonly string[]): void {
  for (const name of names) {
    vi.stubGlobal(name, undefined);
    // A stubbed global still exists.
    Reflect.deleteProperty(globalThis, name);
  }
}

test('the consent element needs no matchMedia', async ({ onTestFinished }) => {
  onTestFinished(() => void vi.unstubAllGlobals());
  takeAway('matchMedia');
  const element = await mountConsent('undecided', 'disclosure');
  expect(element.shadowRoot?.querySelectorAll('details[open]')).toHaveLength(0);
  expect(element.shadowRoot?.textContent).toContain('What never leaves this device');
});

test('the inspector needs no IntersectionObserver', async ({ onTestFinished }) => {
  onTestFinished(() => void vi.unstubAllGlobals());
  takeAway('IntersectionObserver');
  const { inspector } = await inspected({});
  await eventually(() => textOf(inspector)).toContain(words.states.undecided);
});
