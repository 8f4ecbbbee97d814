import { promisifyRequest } from 'idb-keyval';
import { type DestinationOptions, resolveDestination } from '../destination.js';
import { checkOption } from '../OptionError.js';
import { whenIdle } from '../platform.js';
import { createEmitter } from '../rx/emitter.js';
import { mergeLenient } from '../rx/mergeLenient.js';
import { defer, map, Observable, retry, switchMap } from '../rx/operators.js';
import { type ProviderToken, type Signals, type TokenOf, tokensOf, withExtraSignals } from '../signals.js';
import { isLanguageTag } from '../wording/isLanguageTag.js';
import { type Database, database, written } from './database.js';
import { eraseLedger } from './indexedDbStore.js';
import { type ConsentAnswer, isWording, parseAnswer } from './parseAnswer.js';
import { hasIndexedDB, isRefusal } from './refusal.js';

export interface StoredConsentOptions<Extra extends Signals = Signals, Provider extends string = string>
  extends DestinationOptions {
  /**
   * The app's own signals, beside the built-in ones: the result of `defineSignals`.
   *
   * @defaultValue `{}`
   */
  extraSignals?: Extra;
  /**
   * The providers that finish reasons and errors are also counted by: `['openai', 'anthropic', 'other']`. Each name has 1 to
   * 17 characters of `a-z 0-9 _`. `other` is any provider that is not listed.
   *
   * @defaultValue nothing is counted by provider
   */
  providers?: readonly Provider[];
}

export interface StoredConsent<Token extends string = never> {
  /** Where batches are posted: absolute, except where there is no page. */
  readonly endpoint: string;
  /**
   * Whom the person is asked about: the origin of `endpoint`, `'https://telemetry.example.com'`. `''` for a relative endpoint
   * where there is no page.
   */
  readonly recipient: string;
  readonly name: string;
  /** The signals that the person is asked about: the built-in ones, those by provider, and the app's own. */
  readonly signals: Signals;
  /**
   * The stored answer, once it has been read, and each change of it, in every tab. `undefined` means undecided: the person
   * has not answered, or has agreed to less than `signals`, or to another recipient. A stored answer is marked: `readsStorage`
   * resolves once storage may be read, and `recipient` is whom it is for. `covers`
   * exists for the compiler only: it takes the app's own tokens that the person is asked about.
   */
  readonly consent$: Observable<boolean | undefined> & {
    readonly readsStorage?: Promise<unknown>;
    readonly recipient?: string;
    readonly covers?: (token: Token) => void;
  };
  /** The tokens of `signals` that the stored answer agrees to: all after a yes, fewer if `signals` has grown since, else none. */
  agreed(): Promise<readonly string[]>;
  /**
   * Stores the person's answer, the time, and what was shown. A no also erases the ledger, in the same transaction.
   *
   * @param shown `language`: that of the wording, as BCP 47 has it, without extensions; `wording`: its version, 1 or more.
   * @throws OptionError if `language` or `wording` is malformed, and the error of the database if the answer cannot be stored.
   * Nothing has changed then.
   * @example
   * await consent.answer(true, { language: 'de', wording: 2 });
   */
  answer(agree: boolean, shown?: Pick<ConsentAnswer, 'language' | 'wording'>): Promise<void>;
  /**
   * The stored answer, with all that is known of it; `undefined` if this recipient has none.
   *
   * @example
   * const answer = await consent.given();
   * if (answer) show(new Date(answer.at), answer.recipient, answer.wording);
   */
  given(): Promise<ConsentAnswer | undefined>;
}

const consentKey = 'consent';

/** How long to wait before a failed read is repeated, milliseconds. */
const retryMs = 5000;

/**
 * Stores the person's answer to one recipient, in the same database as what is counted for it. It covers the signals that
 * the person was asked about: an app that counts more, or sends it to another origin, gets `undefined` until the person is
 * asked again. Where there is no storage, or the browser refuses it, the answer is kept for the session.
 *
 * @throws OptionError if an option is malformed.
 * @example
 * const consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
 * const telemetry = startTurntally({ consent, release: { version: '1.4.0' } });
 * toggle.onchange = () => consent.answer(toggle.checked);
 */
export function storedConsent<
  const Extra extends Signals = Record<never, never>,
  const Provider extends string = never,
>(options: StoredConsentOptions<Extra, Provider>): StoredConsent<TokenOf<Extra> | ProviderToken<Provider>> {
  const { endpoint, recipient, name, scope } = resolveDestination(options);
  const signals = withExtraSignals(options.extraSignals, options.providers);
  const vocabulary = [...tokensOf(signals)];
  /** Reading waits until the page is idle; answering does not. */
  const idle = whenIdle() ?? Promise.resolve();
  const channelName = `turntally/${scope}`;
  const answeredHere$ = createEmitter();
  /** Keeps no connection open: no call says when the last answer was given. */
  const transact: Database['transact'] = (...access) => {
    const db = database(scope);
    return db.transact(...access).finally(db.close);
  };

  /** Where storage is absent or refused, the answer is kept here, for the session, and storage is not asked again. */
  let inMemory: { answer?: ConsentAnswer } | undefined;
  const isInMemory = (): boolean => {
    if (!inMemory && !hasIndexedDB()) inMemory = {};
    return inMemory !== undefined;
  };
  const refuse = (error: unknown): void => {
    if (!isRefusal(error)) throw error;
    inMemory = {};
  };

  const read = async (): Promise<ConsentAnswer | undefined> => {
    if (isInMemory()) return inMemory?.answer;
    const stored = await transact({ mode: 'readonly', create: false }, (store) =>
      promisifyRequest<unknown>(store.get(consentKey)),
    ).catch(refuse);
    return parseAnswer(stored, recipient);
  };
  const write = async (answer: ConsentAnswer): Promise<void> => {
    if (!isInMemory()) {
      await transact({ mode: 'readwrite', create: true, durability: 'strict' }, (store) => {
        store.put(answer, consentKey);
        return answer.agreed ? written(store) : eraseLedger(store);
      }).catch(refuse);
    }
    if (inMemory) inMemory = { answer };
  };

  /** The tokens of this vocabulary that the kept answer covers; `false` for a no. */
  const readAgreed = async (): Promise<readonly string[] | false> => {
    const { agreed = [] } = (await read()) ?? {};
    return agreed && vocabulary.filter((token) => agreed.includes(token));
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
    endpoint,
    recipient,
    name,
    signals,
    consent$: Object.assign(consent$, { readsStorage: idle, recipient }),
    agreed: async () => (await readAgreed()) || [],
    async answer(agree, { language, wording } = {}) {
      checkOption(
        language === undefined || isLanguageTag(language),
        'language',
        'must be a language tag, as BCP 47 has it',
      );
      checkOption(wording === undefined || isWording(wording), 'wording', 'must be a positive integer');
      const shown = { ...(language && { language }), ...(wording && { wording }) };
      await write({ agreed: agree && vocabulary, recipient, at: Date.now(), ...shown });
      // The message also reaches the channels of this page.
      if (typeof BroadcastChannel === 'undefined' || inMemory) return answeredHere$.next();
      const channel = new BroadcastChannel(channelName);
      channel.postMessage('answered');
      channel.close();
    },
    given: read,
  };
}

const answers = (channelName: string): Observable<void> =>
  new Observable((subscriber) => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = () => subscriber.next();
    return () => channel.close();
  });
