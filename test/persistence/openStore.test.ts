import 'fake-indexeddb/auto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/persistence/openStore.js';
import { openStoreTests } from '../support/openStoreTests.js';

openStoreTests();

test('memory where there is no IndexedDB', () => {
  vi.stubGlobal('indexedDB', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(openStore('turntally').kind).toBe('memory');
});
