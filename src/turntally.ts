import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { AgentEvent, Translator } from './events.js';
import { type Config, resolveOptions, type TurntallyOptions } from './options.js';
import { chooseStore } from './persistence/chooseStore.js';
import { memoryStore } from './persistence/memoryStore.js';
import type { StoredConsent } from './persistence/storedConsent.js';
import { type Fields, tokensOf } from './reducers/classify.js';
import type { FlushReport } from './reducers/delivery.js';
import { type Inspection, inspectLedger } from './reducers/inspect.js';
import { emptyLedger } from './reducers/ledger.js';
import { createEmitter } from './rx/emitter.js';
import { defer, finalize, firstOf, map, merge, switchMap, takeUntil, timer } from './rx/operators.js';
import type { Signals, SignalToken, TokenOf } from './signals.js';
import { type Status, statusOf } from './status.js';
import { flushOnLaunch, launches, skipped } from './streams/flush.js';
import { observeStore } from './streams/observeStore.js';
import { persistTo } from './streams/persistTo.js';
import { tallyTurns } from './streams/tallyTurns.js';
import { type Mirror, tap } from './streams/tap.js';
import { whileConsented } from './streams/whileConsented.js';

export interface Telemetry<Token extends string = SignalToken> {
  /**
   * Counts an agent's stream while mirroring it untouched; `translator` is for streams that are not of agent events. Their
   * Observables may come from another copy of rxjs.
   */
  tap<E extends { kind: string }>(): MonoTypeOperatorFunction<E>;
  tap<E>(translator: Translator<E>): Mirror<E>;
  /** Counts one event. Never throws. */
  record(event: AgentEvent): void;
  /** Counts one of the app's own signals (or a built-in one). Never throws; an unknown token counts as a fault. */
  count(token: Token): void;
  readonly status$: Observable<Status>;
  /** All that is stored, and the exact bodies that would be sent. Works before consent, while counting and after `stop`. */
  inspect(): Promise<Inspection>;
  /** A launch by hand: sends what is pending, unless consent, a pause or another tab stands against it. */
  flush(): Promise<FlushReport>;
  /** Saves what was counted and ends everything. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts counting, saving and sending, as far as the person has agreed to.
 *
 * @throws TypeError naming the option that is wrong. Afterwards nothing throws, rejects or logs.
 * @example
 * const telemetry = startTurntally({
 *   endpoint: 'https://telemetry.example.com/v1/metrics',
 *   release: { version: '1.4.0' },
 *   consent$: storedConsent().consent$,
 * });
 * agent.run(input).pipe(telemetry.tap()).subscribe(show);
 */
export function startTurntally<const Extra extends Signals = Record<never, never>>(
  // A consent that is stored has to be asked for all of them.
  options: TurntallyOptions<Extra> & Pick<StoredConsent<TokenOf<NoInfer<Extra>>>, 'consent$'>,
): Telemetry<SignalToken | TokenOf<Extra>> {
  const config = resolveOptions(options);
  // Without consent and with nowhere to store anything, every method is a no-op.
  return start(config.enabled ? config : { ...config, consent$: defer(() => [false]), store: memoryStore() });
}

function start(config: Config): Telemetry<string> {
  const { platform, vocabulary, launch$, maxUnsavedMs, timeoutMs } = config;
  const { scheduler } = platform;
  const status = statusOf(scheduler);
  const fault = (): void => {
    status.current.faults++;
    status.set();
  };
  const store = observeStore(chooseStore(config.name, config.store), status.set, (work) =>
    scheduler.schedule(work, timeoutMs),
  );
  const parts = { ...config, store, onFault: fault };
  const launch = launches(parts);

  const signals$ = createEmitter<readonly SignalToken[]>();
  const saveNow$ = createEmitter();
  /** All that was to be saved is, or cannot be. */
  const settled$ = createEmitter();
  const stop$ = createEmitter();
  /** Ends launches that are under way. */
  const halt$ = createEmitter();
  let agreed: Promise<string> | undefined;
  let consent: boolean | undefined;
  let paused = false;
  let saving = false;

  const settle = (): void => {
    saving = false;
    settled$.next();
  };
  const count = (epoch: Promise<string>) =>
    signals$.pipe(
      takeUntil(stop$),
      map((tokens) => {
        status.current.counted += tokens.length;
        return tokens;
      }),
      tallyTurns(merge<unknown>(platform.hidden$, saveNow$), { maxUnsavedMs, scheduler }),
      map((tally) => {
        saving = true;
        return tally;
      }),
      persistTo(store, { ...config, epoch }),
      map(settle),
    );
  const launched = (epoch: Promise<string>) =>
    defer(() => (paused ? [] : epoch)).pipe(switchMap(launch), takeUntil(halt$));
  const flush = (epoch: Promise<string>) =>
    launch$.pipe(
      takeUntil(stop$),
      flushOnLaunch(() => launched(epoch)),
    );
  const run = (epoch: Promise<string>) => {
    agreed = epoch;
    return merge<unknown>(count(epoch), flush(epoch)).pipe(
      finalize(() => {
        agreed = undefined;
        settle();
        halt$.next();
      }),
    );
  };
  const onAnswer = (answer: boolean | undefined): void => {
    // Nor does a tab count that is asked again after a withdrawal.
    paused = !answer;
    if (answer === undefined) {
      saveNow$.next();
      halt$.next();
    }
    consent = answer;
    status.set({ state: answer ? 'counting' : answer === false ? 'off' : 'undecided' });
  };

  const subscription = whileConsented(parts, stop$, onAnswer, run).subscribe({ error: fault });

  const record = (event: unknown): unknown => {
    status.current.seen++;
    try {
      const kind = (event as Fields).kind;
      // Classified before the pipeline: most events count nothing, and end here.
      const tokens = paused ? undefined : tokensOf(event as Fields, kind);
      if (tokens?.length) signals$.next(tokens);
      // A text or a number is no event, as for `toSignals`.
      if (kind === undefined && typeof event !== 'object') status.current.faults++;
      status.set();
      return kind;
    } catch {
      fault();
    }
  };
  /** Waits for it, but not for ever: storage may not answer. */
  const inTime = <T>(work$: Observable<T>): Promise<T | 0> => firstOf<T | 0>(0, work$, timer(timeoutMs, scheduler));
  const saved = async (): Promise<void> => {
    saveNow$.next();
    if (saving) await inTime(settled$);
  };
  let stopped: Promise<void> | undefined;

  return {
    tap: <E>(translator?: Translator<E>) => tap(translator, { record, fault, ended: saveNow$.next }) as Mirror<E>,
    record: (event) => void record(event),
    count(token) {
      if (!vocabulary.has(token)) fault();
      else if (!paused) signals$.next([token as SignalToken]);
      status.set();
    },
    status$: status.status$,
    async inspect() {
      await saved();
      const ledger = await inTime(defer(() => store.read().catch(() => undefined)));
      return inspectLedger(ledger || emptyLedger(), consent, scheduler.now(), vocabulary);
    },
    async flush() {
      await saved();
      const isKnown = agreed && (await inTime(defer(() => agreed ?? [])));
      return isKnown && agreed ? firstOf(skipped('consent'), launched(agreed)) : skipped('consent');
    },
    stop() {
      stopped ??= (async () => {
        stop$.next();
        halt$.next();
        await inTime(defer(() => new Promise<void>((resolve) => subscription.add(resolve))));
        subscription.unsubscribe();
        status.set({ state: 'stopped' });
        store.close();
      })();
      return stopped;
    },
  };
}
