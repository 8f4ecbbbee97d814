import { get, set } from 'idb-keyval';
import { whenIdle } from '../platform.js';
import { randomId } from '../randomId.js';
import { createEmitter } from '../rx/emitter.js';
import { mergeLenient } from '../rx/mergeLenient.js';
import { defer, map, Observable, retry, switchMap } from '../rx/operators.js';
import { type Signals, type TokenOf, tokensOf, withExtraSignals } from '../signals.js';
import { type Database, database, written } from './database.js';
import { eraseLedger } from './indexedDbStore.js';
import { hasIndexedDB, isRefusal } from './refusal.js';

export interface StoredConsent<Token extends string = never> {
  /**
   * The stored answer, once it has been read, and each change of it, in every tab. `undefined` means undecided: the person
   * has not answered, or has agreed to less than `signals`. `covers` exists for the compiler only: it takes the app's own
   * tokens that the person is asked about.
   */
  readonly consent$: Observable<boolean | undefined> & { readonly covers?: (token: Token) => void };
  /** The signals that the person is asked about: the built-in ones and the app's own. */
  readonly signals: Signals;
  /** The tokens of `signals` that the stored answer agrees to: all after a yes, fewer if `signals` has grown since, else none. */
  agreed(): Promise<readonly string[]>;
  /**
   * Stores the person's answer. `false` also erases the ledger, in the same transaction.
   *
   * @throws the error of the database if the answer cannot be stored. Nothing has changed then.
   */
  answer(agree: boolean): Promise<void>;
}

const consentKey = 'consent';

/** The record of an answer. */
interface StoredAnswer {
  /** The tokens that a yes covers; `false` for a no. */
  readonly agreed: readonly string[] | false;
}

/** How long to wait before a failed read is repeated, milliseconds. */
const retryMs = 5000;

/**
 * Stores the person's answer in the same database as the ledger, with the tokens that it covers: an app that counts more
 * than was agreed to gets `undefined` until the person is asked again. Where there is no storage, or the browser refuses it,
 * the answer is kept for the session.
 *
 * @param name Name of the database: the `name` given to `startTurntally`.
 * @defaultValue name 'turntally'
 * @throws OptionError if `extraSignals` are malformed.
 * @example
 * const consent = storedConsent();
 * startTurntally({ ...options, consent$: consent.consent$ });
 * toggle.onchange = () => consent.answer(toggle.checked);
 */
export function storedConsent<const Extra extends Signals = Record<never, never>>(
  name = 'turntally',
  { extraSignals }: { extraSignals?: Extra } = {},
): StoredConsent<TokenOf<Extra>> {
  const signals = withExtraSignals(extraSignals);
  const vocabulary = [...tokensOf(signals)];
  /** Reading waits until the page is idle; answering does not. */
  const idle = whenIdle() ?? Promise.resolve();
  const channelName = `turntally/${name}`;
  const answeredHere$ = createEmitter();
  /** Keeps no connection open: no call says when the last answer was given. */
  const transact: Database['transact'] = (...access) => {
    const db = database(name);
    return db.transact(...access).finally(db.close);
  };

  /** Where storage is absent or refused, the answer is kept here, for the session, and storage is not asked again. */
  let inMemory: { answer?: StoredAnswer } | undefined;
  const isInMemory = (): boolean => {
    if (!inMemory && !hasIndexedDB()) inMemory = {};
    return inMemory !== undefined;
  };
  const refuse = (error: unknown): void => {
    if (!isRefusal(error)) throw error;
    inMemory = {};
  };

  const read = async (): Promise<Partial<StoredAnswer> | undefined> => {
    if (isInMemory()) return inMemory?.answer;
    return transact({ mode: 'readonly', create: false }, (tx) => get(consentKey, tx)).catch(refuse);
  };
  const write = async (answer: StoredAnswer): Promise<void> => {
    if (!isInMemory()) {
      await transact({ mode: 'readwrite', create: true, durability: 'strict' }, (tx) => {
        const saved = set(consentKey, answer, tx);
        return answer.agreed ? saved : written(saved, eraseLedger(randomId(), tx));
      }).catch(refuse);
    }
    if (inMemory) inMemory = { answer };
  };

  /** The tokens of this vocabulary that the kept answer covers; `false` for a no. */
  const readAgreed = async (): Promise<readonly string[] | false> => {
    const agreed = (await read())?.agreed;
    if (agreed === false) return false;
    return Array.isArray(agreed) ? vocabulary.filter((token) => agreed.includes(token)) : [];
  };
  const answerOf = (agreed: readonly string[] | false): boolean | undefined => {
    if (agreed === false) return false;
    // An answer to less than this vocabulary is not one: the person is asked again.
    return agreed.length === vocabulary.length ? true : undefined;
  };

  const consent$ = defer(() => idle).pipe(
    switchMap(() =>
      mergeLenient<unknown>(
        defer(() => [0]),
        answeredHere$,
        // Without storage there is no other tab to hear from; in Node, a channel would keep the process alive.
        ...(globalThis.BroadcastChannel && !isInMemory() ? [answers(channelName)] : []),
      ),
    ),
    switchMap(() => defer(readAgreed).pipe(retry({ delay: retryMs }))),
    map(answerOf),
  );

  return {
    consent$: Object.assign(consent$, { readsStorage: idle }),
    signals,
    agreed: async () => (await readAgreed()) || [],
    async answer(agree) {
      await write({ agreed: agree && vocabulary });
      // The message also reaches the channels of this page.
      if (typeof BroadcastChannel === 'undefined' || inMemory) return answeredHere$.next();
      const channel = new BroadcastChannel(channelName);
      channel.postMessage('answered');
      channel.close();
    },
  };
}

const answers = (channelName: string): Observable<void> =>
  new Observable((subscriber) => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = () => subscriber.next();
    return () => channel.close();
  });
