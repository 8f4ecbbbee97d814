/// <reference types="vite/client" />
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { firstValueFrom } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compile, createApp } from 'vue';
import docs from '../../../../docs/ui.md?raw';
import type { StoredConsent } from '../../../../src/index.js';
import '../../src/index.js';
import { consentThatIs, stateOf } from './support/consents.js';
import { press, within } from './support/mount.js';

type Mount = (place: Element, consent: StoredConsent, onAnswer: (event: Event) => void) => { unmount(): void };

const react: Mount = (place, consent, onAnswer) => {
  const root = createRoot(place);
  const properties = { mode: 'settings', consent, 'onturntally-answer': onAnswer };
  root.render(createElement(StrictMode, null, createElement('turntally-consent', properties)));
  return root;
};

/** Exactly the template that the document shows. */
const vue: Mount = (place, consent, onAnswer) => {
  const [, template = ''] = /<template>\n(.*?)<\/template>/s.exec(docs) ?? [];
  const isCustomElement = (tag: string) => tag.startsWith('turntally-');
  const app = createApp({
    render: compile(template, { isCustomElement }),
    setup: () => ({ consent, onAnswer }),
  });
  app.mount(place);
  return app;
};

test.each([
  ['React', react],
  ['Vue', vue],
])('%s sets its properties, receives its events, and removes it', async (_, mount) => {
  const place = document.body.appendChild(document.createElement('main'));
  onTestFinished(() => place.remove());
  const consent = await consentThatIs('no');
  const answers: unknown[] = [];
  const mounted = mount(place, consent, (event) => answers.push((event as CustomEvent).detail));
  const element = await vi.waitUntil(() => place.querySelector('turntally-consent'));
  await vi.waitUntil(() => stateOf(element) === 'no');
  expect(element.mode).toBe('settings');
  expect(element.consent).toBe(consent);
  press(within(element, '[role=switch]'));
  await expect.poll(() => answers).toEqual([{ agree: true }]);
  expect(await firstValueFrom(consent.consent$)).toBe(true);
  mounted.unmount();
  expect(place.children.length).toBe(0);
});
