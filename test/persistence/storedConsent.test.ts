import 'fake-indexeddb/auto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { storedConsent } from '../../src/persistence/storedConsent.js';
import { databaseName } from '../support/databases.js';
import { endpoint } from '../support/endpoint.js';
import { storedConsentTests } from '../support/storedConsent.suite.js';

storedConsentTests();

test('an app cannot ask for what is no vocabulary', () => {
  expect(() => storedConsent({ endpoint, name: 'x', extraSignals: { turns: ['total'] } })).toThrow(TypeError);
  expect(() => storedConsent({ endpoint, name: 'x', extraSignals: { 'a prompt': ['x'] } })).toThrow(TypeError);
});

test('where there are no broadcast channels, a tab still hears its own answers', async () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  const consent = storedConsent({ endpoint, name: databaseName() });
  const heard: unknown[] = [];
  const subscription = consent.consent$.subscribe((answer) => heard.push(answer));
  onTestFinished(() => subscription.unsubscribe());
  await vi.waitFor(() => expect(heard).toEqual([undefined]));
  await consent.answer(true);
  await vi.waitFor(() => expect(heard).toEqual([undefined, true]));
});
