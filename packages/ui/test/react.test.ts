import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { EMPTY } from 'rxjs';
import { afterAll, expect, test } from 'vitest';
import { startTurntally, storedConsent } from '../../../src/index.js';

/** A server that has no documents: what reads these globals fails there. */
const browserGlobals = ['HTMLElement', 'customElements', 'document', 'window'] as const;
for (const name of browserGlobals) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      throw new ReferenceError(`${name} is not defined`);
    },
  });
}
afterAll(() => {
  for (const name of browserGlobals) Reflect.deleteProperty(globalThis, name);
});

test('a server renders the components without loading an element', async () => {
  const { Consent, Inspector, useConsent } = await import('../src/react/index.js');
  const consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
  const telemetry = startTurntally({ consent, release: { version: '1.4.0' }, launch$: EMPTY });
  const Choice = () => createElement('output', null, useConsent(consent));
  const app = createElement(
    'main',
    null,
    createElement(Consent, { consent, className: 'card', id: 'asks' }, 'Who we are'),
    createElement(Inspector, { telemetry, consent, hidden: true }),
    createElement(Choice),
  );
  expect(renderToString(app)).toBe(
    '<main><turntally-consent id="asks" class="card">Who we are</turntally-consent>' +
      '<turntally-inspector hidden=""></turntally-inspector><output>loading</output></main>',
  );
  await telemetry.stop();
});
