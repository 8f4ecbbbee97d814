import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { AgentEvent, Translator } from './events.js';
import { chooseStore } from './persistence/chooseStore.js';
import { memoryStore } from './persistence/memoryStore.js';
import type { StoredConsent } from './persistence/storedConsent.js';
import type { FlushReport } from './reducers/delivery.js';
import { type Inspection, inspectLedger } from './reducers/inspect.js';
import { emptyLedger } from './reducers/ledger.js';
import { type Config, resolveOptions } from './resolveOptions.js';
import { createEmitter } from './rx/emitter.js';
import { mergeLenient } from './rx/mergeLenient.js';
import { defer, finalize, takeUntil } from './rx/operators.js';
import { type InTime, withTimeout } from './rx/withTimeout.js';
import type { ProviderToken, Signals, SignalToken, TokenOf } from './signals.js';
import { createStatus, type Status } from './status.js';
import { createCounting } from './streams/createCounting.js';
import { createDelivery } from './streams/createDelivery.js';
import { observeStore } from './streams/observeStore.js';
import { type Mirror, tap } from './streams/tap.js';
import { whileConsented } from './streams/whileConsented.js';
import type { TurntallyOptions } from './TurntallyOptions.js';

type ProviderOption = { readonly provider?: string | undefined };

export interface Telemetry<Token extends string = SignalToken> {
  /**
   * Counts an agent's stream while mirroring it untouched; `translator` is for streams that are not of agent events. Their
   * Observables may come from another copy of rxjs.
   *
   * @param options - `provider`: whose model it is, for apps that list `providers`; by default as the events say.
   * @example
   * result$.pipe(telemetry.tap(aiSdk, { provider: model.provider }));
   */
  tap<E>(translator: Translator<E>, options?: ProviderOption): Mirror<E>;
  tap<E extends { kind: string }>(translator?: undefined, options?: ProviderOption): MonoTypeOperatorFunction<E>;
  /** Counts one event. Never throws. */
  record(event: AgentEvent): void;
  /** Counts one of the app's own signals (or a built-in one). Never throws; an unknown token counts as a fault. */
  count(token: Token): void;
  readonly status$: Observable<Status>;
  /** All that is stored, and the exact bodies that would be sent. Works before consent, while counting and after `stop`. */
  inspect(): Promise<Inspection>;
  /** Delivers what is pending now. The report says why if it did nothing: no consent, a pause, another tab, no connection. */
  flush(): Promise<FlushReport>;
  /** Saves what was counted and ends everything. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts counting, saving and sending, as far as the person has agreed to.
 *
 * @throws OptionError naming the option that is wrong. Afterwards nothing throws, rejects or logs.
 * @example
 * const consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
 * const telemetry = startTurntally({ consent, release: { version: '1.4.0' } });
 * agent.run(input).pipe(telemetry.tap()).subscribe(show);
 */
export function startTurntally<
  const Extra extends Signals = Record<never, never>,
  Token extends string = never,
  const Provider extends string = never,
>(
  // A stored answer has to cover all of the app's own signals, and its providers.
  options: TurntallyOptions<Extra, Token, Provider> & {
    consent$?: StoredConsent<TokenOf<NoInfer<Extra>> | ProviderToken<NoInfer<Provider>>>['consent$'];
  },
): Telemetry<SignalToken | TokenOf<Extra> | ProviderToken<Provider> | Token> {
  const config = resolveOptions(options);
  // Without consent and with nowhere to store anything, every method is a no-op.
  return start(config.enabled ? config : { ...config, consent$: defer(() => [false]), store: memoryStore() });
}

function start(config: Config): Telemetry<string> {
  const { platform, vocabulary, timeoutMs } = config;
  const { scheduler } = platform;
  const status = createStatus(scheduler);
  const onFault = (): void => {
    status.current.faults++;
    status.set();
  };
  const store = observeStore(chooseStore(config, config.store), status.set, (work) =>
    scheduler.schedule(work, timeoutMs),
  );
  const stop$ = createEmitter();
  let phase: Phase = 'reading';
  const isAllowed = (): boolean => phase === 'reading' || phase === 'counting';

  /** Waits for storage or consent, but not for ever. */
  const inTime: InTime = (work$) => withTimeout(work$, timeoutMs, scheduler);

  const parts = { ...config, store, stop$, isAllowed, inTime, status, onFault };
  const counting = createCounting(parts);
  const delivery = createDelivery({ ...parts, launch$: config.launch$.pipe(takeUntil(stop$)) });
  const onAnswer = (answer: boolean | undefined): void => {
    phase = answer ? 'counting' : answer === false ? 'off' : 'undecided';
    status.set({ state: phase });
    if (answer !== undefined) return;
    counting.save();
    delivery.abort();
  };
  const consented$ = whileConsented(parts, stop$, onAnswer, (epoch) =>
    mergeLenient<unknown>(counting.run(epoch), delivery.run(epoch)).pipe(finalize(delivery.end)),
  );
  const subscription = consented$.subscribe({ error: onFault });

  const stop = async (): Promise<void> => {
    stop$.next();
    delivery.abort();
    const ended$ = defer(() => new Promise<void>((resolve) => subscription.add(resolve)));
    await inTime(ended$);
    subscription.unsubscribe();
    status.set({ state: 'stopped' });
    store.close();
  };
  let stopped: Promise<void> | undefined;

  return {
    tap: <E>(translator?: Translator<E>, options?: ProviderOption) => {
      const record = (event: unknown): unknown => counting.record(event, options?.provider);
      return tap(translator, { ...counting, record, onFault }) as Mirror<E>;
    },
    record: (event) => void counting.record(event),
    count: counting.count,
    status$: status.status$,
    async inspect() {
      await counting.saved();
      const read$ = defer(() => store.read().catch(() => undefined));
      const ledger = (await inTime(read$)) ?? emptyLedger();
      return inspectLedger(ledger, answers[phase], scheduler.now(), vocabulary);
    },
    async flush() {
      await counting.saved();
      return delivery.flush();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** `reading`: there is no answer yet. What is counted is kept in memory, if anything counts: a stored answer may be a yes. */
type Phase = 'reading' | 'counting' | 'off' | 'undecided';

const answers: { readonly [phase in Phase]?: boolean } = { counting: true, off: false };
