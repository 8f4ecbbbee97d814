import 'fake-indexeddb/auto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openedStore } from '../support/openedStore.js';
import { openStoreTests } from '../support/openStoreTests.js';

openStoreTests();

test('memory where there is no IndexedDB', () => {
  vi.stubGlobal('indexedDB', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(openedStore('turntally').kind).toBe('memory');
});
