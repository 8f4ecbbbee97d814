import { Subscription } from 'rxjs';
import { type OpenedStore, openStore } from '../../src/persistence/openStore.js';

/** A store as it is opened where none is given; it tells nobody. */
export const openedStore = (name: string): OpenedStore =>
  openStore(
    name,
    undefined,
    () => {},
    () => Subscription.EMPTY,
  );
