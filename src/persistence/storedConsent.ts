import { promisifyRequest } from 'idb-keyval';
import { defer, merge, Observable, of, retry, Subject, switchMap } from 'rxjs';
import { randomId } from '../randomId.js';
import { type Signals, tokensOf, withExtraSignals } from '../signals.js';
import { database } from './database.js';
import { erase } from './indexedDbStore.js';

export interface StoredConsent {
  /** The kept answer and each change of it, in all tabs; undefined: not decided. Emits once storage has been read. */
  readonly consent$: Observable<boolean | undefined>;
  /** Keeps an answer. `false` also erases the ledger, in the same transaction. Rejects when it could not be kept. */
  answer(agree: boolean): Promise<void>;
}

const consentKey = 'consent';

/** How long to wait before a failed reading is tried again, milliseconds. */
const retryMs = 5000;

/**
 * Keeps a person's answer in the same database as the ledger, and what it was given for: an app that counts more than
 * was agreed to gets `undefined`, until the person is asked again.
 *
 * @param name of the database: the `name` given to `startTurntally`.
 * @example
 * const consent = storedConsent();
 * startTurntally({ ...options, consent$: consent.consent$ });
 * toggle.onchange = () => consent.answer(toggle.checked);
 */
export function storedConsent(name = 'turntally', { extraSignals }: { extraSignals?: Signals } = {}): StoredConsent {
  const vocabulary = [...tokensOf(withExtraSignals(extraSignals))];
  const db = database(name);
  const channelName = `turntally/${name}`;
  const answeredHere$ = new Subject<void>();
  let uses = 0;
  /** Keeps no connection: nobody says when the last answer was given. */
  const using = <T>(use: Promise<T>): Promise<T> => {
    uses++;
    return use.finally(() => --uses || db.close());
  };

  const read = async (): Promise<boolean | undefined> => {
    if (!globalThis.indexedDB) return undefined;
    const stored: unknown = await using(db.use(false, (store) => promisifyRequest(store.get(consentKey))));
    if (typeof stored !== 'object' || stored === null || !('agreed' in stored)) return undefined;
    if (stored.agreed === false) return false;
    const agreed = stored.agreed;
    return Array.isArray(agreed) && vocabulary.every((token) => agreed.includes(token)) ? true : undefined;
  };

  const consent$ = merge(of(undefined), answeredHere$, answers(channelName)).pipe(
    switchMap(() => defer(read).pipe(retry({ delay: retryMs }))),
  );

  return {
    consent$: Object.assign(consent$, { readsStorage: true }),
    async answer(agree) {
      const keep = (store: IDBObjectStore): Promise<unknown> => {
        store.put({ agreed: agree && vocabulary }, consentKey);
        return agree ? promisifyRequest(store.transaction) : erase(store, randomId());
      };
      await using(db.use(true, keep, 'strict'));
      // A channel also tells the listeners of this page.
      if (typeof BroadcastChannel === 'undefined') return answeredHere$.next();
      const channel = new BroadcastChannel(channelName);
      channel.postMessage('answered');
      channel.close();
    },
  };
}

const answers = (channelName: string): Observable<void> =>
  new Observable((subscriber) => {
    if (typeof BroadcastChannel === 'undefined') return;
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = () => subscriber.next();
    return () => channel.close();
  });
