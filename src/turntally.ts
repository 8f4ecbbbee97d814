import { defer, finalize, type MonoTypeOperatorFunction, type Observable, switchMap, takeUntil, timer } from 'rxjs';
import type { AgentEvent, Translator } from './events.js';
import { type Config, resolveOptions, type TurntallyOptions } from './options.js';
import { memoryStore } from './persistence/memoryStore.js';
import { watchStore } from './persistence/watchStore.js';
import { type Inspection, inspectLedger } from './reducers/inspect.js';
import { emptyLedger, lostIn } from './reducers/ledger.js';
import type { Signals, SignalToken, TokenOf } from './signals.js';
import { type Status, statusOf } from './status.js';
import { bridge } from './streams/bridge.js';
import type { FlushReport } from './streams/deliver.js';
import { flushOnLaunch, launches, skipped } from './streams/flushOnLaunch.js';
import { firstOf, merge, tap } from './streams/lean.js';
import { agentEvents, type Mirror, mirror } from './streams/mirror.js';
import { persistTo } from './streams/persistTo.js';
import { tallyTurns } from './streams/tallyTurns.js';
import { toSignals } from './streams/toSignals.js';
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
  /** Counts one of the host's own signals (or a built-in one). Never throws; an unknown token counts as a fault. */
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
  options: TurntallyOptions<Extra>,
): Telemetry<SignalToken | TokenOf<Extra>> {
  const config = resolveOptions(options);
  // Without consent and with nowhere to store anything, every method is a no-op.
  return start(config.enabled ? config : { ...config, consent$: defer(() => [false]), store: memoryStore() });
}

function start(config: Config): Telemetry<string> {
  const { host, release, vocabulary, consent$, launch$, maxUnsavedMs, timeoutMs } = config;
  const { scheduler } = host;
  const retryMs = maxUnsavedMs || 5000;
  const status = statusOf(config.store.kind, scheduler);
  const fault = (): void => status.set({ faults: status.current.faults + 1 });
  const store = watchStore(
    config.store,
    (storage) => status.set({ storage }),
    (ledger) => status.set({ lost: lostIn(ledger) }),
    (work) => scheduler.schedule(work, timeoutMs),
  );
  const launch = launches({ ...config, store, onFault: fault });

  const events = bridge<unknown>();
  const counts = bridge<readonly SignalToken[]>();
  const saveNow = bridge();
  const savedAll = bridge();
  const stop = bridge();
  /** Ends launches that are under way. */
  const halt = bridge();
  const over = bridge();
  let told: boolean | undefined;
  let paused = false;
  let saving = false;
  let agreed: Promise<string> | undefined;

  const settle = (): void => {
    saving = false;
    savedAll.next();
  };
  const count = (epoch: Promise<string>) =>
    merge(events.values$.pipe(toSignals(fault)), counts.values$).pipe(
      takeUntil(stop.values$),
      tap((tokens) => (status.current.counted += tokens.length)),
      tallyTurns(merge<unknown>(host.hidden$, saveNow.values$), { maxUnsavedMs, scheduler }),
      tap(() => (saving = true)),
      persistTo(store, { release, epoch, newId: host.newId, retryMs, scheduler }),
      tap(({ saved, waiting }) => {
        if (!saved || !waiting) settle();
      }),
    );
  const launched = (epoch: Promise<string>) =>
    defer(() => epoch).pipe(
      switchMap((known) => (paused ? [] : launch(known))),
      takeUntil(merge(halt.values$, over.values$)),
    );
  const flush = (epoch: Promise<string>) =>
    launch$.pipe(
      takeUntil(stop.values$),
      flushOnLaunch(() => launched(epoch)),
    );
  const run = (epoch: Promise<string>) => {
    agreed = epoch;
    return merge<unknown>(count(epoch), flush(epoch)).pipe(
      finalize(() => {
        agreed = undefined;
        settle();
        over.next();
      }),
    );
  };
  const onAnswer = (answer: boolean | undefined): void => {
    // Nor does a tab count that is asked again after a withdrawal.
    paused = !answer;
    if (answer === undefined) {
      saveNow.next();
      halt.next();
    }
    told = answer;
    status.set({ state: answer ? 'counting' : answer === false ? 'off' : 'undecided' });
  };

  const subscription = whileConsented(
    { consent$, store, host, stop$: stop.values$, retryMs, onAnswer, onFault: fault },
    run,
  )
    .pipe(finalize(() => over.next()))
    .subscribe({ error: fault });

  const record = (event: unknown): void => {
    status.current.seen++;
    try {
      if (!paused) events.next(event);
      status.set();
    } catch {
      status.current.faults++;
    }
  };
  const isToken = (token: string): token is SignalToken => vocabulary.has(token);
  /** Waits for it, but not for ever: storage may not answer. */
  const inTime = (work$: Observable<unknown>): Promise<unknown> =>
    firstOf(merge<unknown>(work$, timer(timeoutMs, scheduler)), undefined);
  const saved = async (): Promise<void> => {
    saveNow.next();
    if (saving) await inTime(savedAll.values$);
  };
  let stopped: Promise<void> | undefined;

  return {
    tap: <E>(translator: Translator<E> = agentEvents) =>
      mirror(translator, { record, fault, ended: () => saveNow.next() }) as Mirror<E>,
    record,
    count(token) {
      if (!isToken(token)) fault();
      else if (!paused) counts.next([token]);
      status.set();
    },
    status$: status.status$,
    async inspect() {
      await saved();
      const ledger = await store.read().catch(() => emptyLedger());
      return inspectLedger(ledger, told, scheduler.now(), vocabulary);
    },
    async flush() {
      await saved();
      const epoch = agreed;
      if (!epoch || paused) return skipped('consent');
      return firstOf(launched(epoch), skipped('consent'));
    },
    stop() {
      stopped ??= (async () => {
        if (!subscription.closed) {
          const done = inTime(defer(() => new Promise<void>((resolve) => subscription.add(resolve))));
          stop.next();
          halt.next();
          await done;
        }
        subscription.unsubscribe();
        status.set({ state: 'stopped' });
        store.close();
      })();
      return stopped;
    },
  };
}
