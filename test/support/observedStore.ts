import { Subscription } from 'rxjs';
import type { LedgerStore } from '../../src/persistence/LedgerStore.js';
import { observeStore } from '../../src/streams/observeStore.js';

/** A store as it is opened where none is given. Its kind is what it told last. */
export function observedStore(name: string): LedgerStore {
  let told: unknown;
  const store = observeStore(
    name,
    undefined,
    ({ storage = told }) => (told = storage),
    () => Subscription.EMPTY,
  );
  return Object.defineProperty(store, 'kind', { get: () => told });
}
