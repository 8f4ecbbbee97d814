import 'fake-indexeddb/auto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { chooseStore } from '../../src/persistence/chooseStore.js';
import { memoryStore } from '../../src/persistence/memoryStore.js';
import { chooseStoreTests } from '../support/chooseStore.suite.js';
import { endpoint } from '../support/endpoint.js';

chooseStoreTests();

test('should be memory without IndexedDB', () => {
  vi.stubGlobal('indexedDB', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(chooseStore({ endpoint }).kind).toBe('memory');
});

test('should be memory where reading the property throws', () => {
  vi.spyOn(globalThis, 'indexedDB', 'get').mockImplementation(() => {
    throw new DOMException('the frame is sandboxed', 'SecurityError');
  });
  onTestFinished(() => void vi.restoreAllMocks());
  expect(chooseStore({ endpoint }).kind).toBe('memory');
});

test("should be the app's own store", async () => {
  const own = { ...memoryStore(), kind: undefined };
  const close = vi.spyOn(own, 'close');
  const store = chooseStore({ endpoint }, own);
  expect(store.kind).toBeUndefined();
  await store.apply({ type: 'folded', epoch: 'e' });
  expect((await own.read()).epoch).toBe('e');
  store.close();
  expect(close).toHaveBeenCalledOnce();
});
