import { createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server.browser';
import { BehaviorSubject } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startTurntally } from '../../../../src/index.js';
import { Consent, type ConsentProps, Inspector, useConsent } from '../../src/react/index.js';
import { zh } from '../../src/strings/zh/index.js';
import { consentThatIs, descriptions, stateOf } from './support/consents.js';
import { press, shownText, within } from './support/mount.js';

const newPlace = (): HTMLElement => {
  const place = document.body.appendChild(document.createElement('main'));
  onTestFinished(() => place.remove());
  return place;
};

/** Renders in StrictMode, where React runs every effect twice. Returns what renders again. */
function render(node: ReactNode) {
  const place = newPlace();
  const root = createRoot(place);
  onTestFinished(() => root.unmount());
  const again = (next: ReactNode): void => root.render(createElement(StrictMode, null, next));
  again(node);
  return { place, again, unmount: () => root.unmount() };
}

test('a hydrated page has the properties, and React reports no difference to what the server rendered', async () => {
  const consent = await consentThatIs('no');
  const app = createElement(StrictMode, null, createElement(Consent, { consent, mode: 'settings', className: 'card' }));
  const place = newPlace();
  place.innerHTML = renderToString(app);
  expect(place.innerHTML).toBe('<turntally-consent class="card"></turntally-consent>');
  const problems: unknown[] = [];
  const root = hydrateRoot(place, app, { onRecoverableError: (error) => problems.push(error) });
  onTestFinished(() => root.unmount());
  const element = await vi.waitUntil(() => place.querySelector('turntally-consent'));
  await expect.poll(() => element.shadowRoot && stateOf(element)).toBe('no');
  expect(element.consent).toBe(consent);
  expect(problems).toEqual([]);
});

test('<Consent> passes all properties, and calls the handlers of the last rendering, each once', async () => {
  const consent = await consentThatIs('no');
  const calls: string[] = [];
  const refs: unknown[] = [];
  const props = (nth: number): ConsentProps & { ref: (element: unknown) => void } => ({
    consent,
    mode: 'settings',
    descriptions,
    strings: zh,
    inspectorHref: `#${nth}`,
    children: 'Who we are',
    ref: (element) => refs.push(element),
    onAnswer: ({ detail }) => calls.push(`${nth}: ${detail.agree}`),
    onInspect: (event) => {
      event.preventDefault();
      calls.push(`${nth}: inspect`);
    },
  });
  const { place, again, unmount } = render(createElement(Consent, props(1)));
  const element = await vi.waitUntil(() => place.querySelector('turntally-consent'));
  await expect.poll(() => element.shadowRoot && stateOf(element)).toBe('no');
  expect(element).toMatchObject({ mode: 'settings', descriptions, strings: zh, inspectorHref: '#1' });
  expect(element.textContent).toBe('Who we are');
  expect(refs).toContain(element);

  again(createElement(Consent, props(2)));
  await vi.waitUntil(() => element.inspectorHref === '#2');
  within(element, 'a').click();
  press(within(element, '[role=switch]'));
  await expect.poll(() => calls).toEqual(['2: inspect', '2: true']);

  again(createElement(Consent, { consent: undefined }));
  await vi.waitUntil(() => element.consent === undefined);
  expect(element.mode).toBe(undefined);
  unmount();
  expect(place.children.length).toBe(0);
});

test('<Consent> calls onClose when the dialog is closed without an answer', async () => {
  const consent = await consentThatIs('undecided');
  const onClose = vi.fn();
  const { place } = render(createElement(Consent, { consent, onClose }));
  const element = await vi.waitUntil(() => place.querySelector('turntally-consent'));
  await vi.waitUntil(() => element.shadowRoot?.querySelector('dialog[open]'));
  within(element, '[part=close]').click();
  await expect.poll(() => onClose.mock.calls.length).toBe(1);
});

test('<Inspector> shows what is counted', async () => {
  const consent = await consentThatIs('yes');
  const telemetry = startTurntally({ consent, release: { version: '1.4.0' } });
  onTestFinished(() => telemetry.stop());
  const { place } = render(
    createElement(Inspector, { telemetry, consent, strings: zh, descriptions, id: 'inspector' }),
  );
  const element = await vi.waitUntil(() => place.querySelector('turntally-inspector'));
  await expect.poll(() => element.shadowRoot && shownText(element)).toContain(zh.inspector.send);
  expect(element).toMatchObject({ id: 'inspector', telemetry, consent, descriptions });
});

test('useConsent follows the answer, first of all as the server rendered it', async () => {
  const answer$ = new BehaviorSubject<boolean | undefined>(undefined);
  const seen: string[] = [];
  const Answer = () => {
    const choice = useConsent({ consent$: answer$ });
    seen.push(choice);
    return createElement('output', null, choice);
  };
  const app = createElement(StrictMode, null, createElement(Answer));
  const place = newPlace();
  place.innerHTML = renderToString(app);
  expect(place.textContent).toBe('loading');
  const problems: unknown[] = [];
  const root = hydrateRoot(place, app, { onRecoverableError: (error) => problems.push(error) });
  await expect.poll(() => place.textContent).toBe('undecided');
  for (const [answer, choice] of [
    [true, 'yes'],
    [false, 'no'],
    [undefined, 'undecided'],
  ] as const) {
    answer$.next(answer);
    await expect.poll(() => place.textContent).toBe(choice);
  }
  expect(problems).toEqual([]);
  root.unmount();
  await expect.poll(() => answer$.observed).toBe(false);
});

test('useConsent keeps the last answer when the stream of an app fails', async () => {
  const answer$ = new BehaviorSubject<boolean | undefined>(true);
  const Answer = () => createElement('output', null, useConsent({ consent$: answer$ }));
  const { place } = render(createElement(Answer));
  await expect.poll(() => place.textContent).toBe('yes');
  answer$.error(new Error('the app’s own'));
  await expect.poll(() => place.textContent).toBe('yes');
});
