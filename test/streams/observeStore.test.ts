import 'fake-indexeddb/auto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { observedStore } from '../support/observedStore.js';
import { openStoreTests } from '../support/observeStore.suite.js';

openStoreTests();

test('memory where there is no IndexedDB', () => {
  vi.stubGlobal('indexedDB', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(observedStore('turntally').kind).toBe('memory');
});
