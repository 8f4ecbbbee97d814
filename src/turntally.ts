import {
  BehaviorSubject,
  catchError,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  finalize,
  firstValueFrom,
  from,
  identity,
  type MonoTypeOperatorFunction,
  merge,
  type Observable,
  of,
  race,
  Subject,
  type Subscription,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { AgentEvent, Translator } from './events.js';
import { type Config, resolveOptions, type TurntallyOptions } from './options.js';
import { readsStorage } from './persistence/storedConsent.js';
import { watchStore } from './persistence/watchStore.js';
import { type Inspection, inspectLedger } from './reducers/inspect.js';
import { emptyLedger } from './reducers/ledger.js';
import type { Signals, SignalToken, TokenOf } from './signals.js';
import { type Status, statusOf } from './status.js';
import { bridge } from './streams/bridge.js';
import { type FlushReport, flushOnLaunch, launches, lostIn, skipped } from './streams/flushOnLaunch.js';
import { agentEvents, mirror } from './streams/mirror.js';
import { persistTo } from './streams/persistTo.js';
import { tallyTurns } from './streams/tallyTurns.js';
import { toSignals } from './streams/toSignals.js';
import { whileConsented } from './streams/whileConsented.js';

export interface Telemetry<Token extends string = SignalToken> {
  /** Counts an agent's stream while mirroring it untouched; `translator` is for streams that are not of agent events. */
  tap<E extends { kind: string }>(): MonoTypeOperatorFunction<E>;
  tap<E>(translator: Translator<E>): MonoTypeOperatorFunction<E>;
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
  return config.enabled ? start(config) : disabled(config);
}

function start(config: Config): Telemetry<string> {
  const { host, release, vocabulary, maxUnsavedMs, timeoutMs } = config;
  const { scheduler } = host;
  const newId = (): string => host.newId();

  const { current: status, status$, changed } = statusOf(config.store.kind, scheduler);
  const store = watchStore(config.store, (worked) => {
    status.storage = worked ? config.store.kind : 'failing';
    changed();
  });
  const fault = (): void => {
    status.faults++;
    changed();
  };

  const events = bridge<unknown>();
  const counts = bridge<readonly SignalToken[]>();
  const saveNow$ = new Subject<void>();
  const saving$ = new BehaviorSubject(false);
  const stop$ = new Subject<void>();
  const ended$ = new Subject<void>();
  let told: boolean | undefined;
  let flush$ = of(skipped('consent'));

  const launch = launches({ ...config, store, lockName: `turntally/${config.name}`, onFault: fault });

  const count = (epoch$: Observable<string>) =>
    merge(events.values$.pipe(toSignals(fault)), counts.values$).pipe(
      takeUntil(stop$),
      tap((tokens) => {
        status.counted += tokens.length;
      }),
      tallyTurns(merge(host.hidden$, saveNow$), { maxUnsavedMs, scheduler }),
      tap(() => saving$.next(true)),
      persistTo(store, { release, epoch$, newId, retryMs: maxUnsavedMs, scheduler }),
      tap(({ saved, waiting }) => saving$.next(saved && waiting)),
      finalize(() => saving$.next(false)),
    );
  const flush = (epoch$: Observable<string>) =>
    config.launch$.pipe(
      flushOnLaunch(() => epoch$.pipe(switchMap(launch))),
      takeUntil(stop$),
      catchError(() => {
        fault();
        return EMPTY;
      }),
    );
  const run = (epoch$: Observable<string>) =>
    defer(() => {
      const over$ = new Subject<void>();
      flush$ = epoch$.pipe(switchMap(launch), takeUntil(merge(stop$, over$)), defaultIfEmpty(skipped('consent')));
      return merge(count(epoch$), flush(epoch$)).pipe(
        finalize(() => {
          flush$ = of(skipped('consent'));
          over$.next();
        }),
      );
    });

  const onAnswer = (answer: boolean | undefined): void => {
    // No longer told: what was counted until now is saved. Told false, it is dropped.
    if (answer === undefined) saveNow$.next();
    told = answer;
    status.state = answer === undefined ? 'undecided' : answer ? 'counting' : 'off';
    changed();
  };
  const ledgers$ = store.ledgers$.pipe(
    tap((ledger) => {
      status.lost = lostIn(ledger);
      changed();
    }),
  );
  const pipeline$ = whileConsented(
    {
      ...config,
      isStored: readsStorage in config.consent$,
      store,
      ledgers$,
      stop$,
      ended$,
      newId,
      scheduler,
      retryMs: maxUnsavedMs,
      onAnswer,
      onFault: fault,
    },
    run,
  );

  let subscription: Subscription | undefined;
  const done = new Promise<void>((resolve) => {
    subscription = pipeline$.pipe(finalize(resolve)).subscribe({ error: fault });
  });

  const record = (event: unknown): void => {
    status.seen++;
    try {
      events.next(event);
    } catch {
      fault();
    }
    changed();
  };
  const isToken = (token: string): token is SignalToken => vocabulary.has(token);
  const inTime = (work$: Observable<unknown>): Promise<unknown> =>
    firstValueFrom(race(work$, timer(timeoutMs, scheduler)), { defaultValue: undefined });
  /** Saves what was counted so far; gives up waiting when storage does not answer. */
  const saved = (): Promise<unknown> => {
    saveNow$.next();
    return inTime(saving$.pipe(filter((saving) => !saving)));
  };
  let stopped: Promise<void> | undefined;

  return {
    tap: <E>(translator: Translator<E> = agentEvents) =>
      mirror(translator, { record, fault, ended: () => saveNow$.next() }),
    record,
    count(token) {
      if (isToken(token)) counts.next([token]);
      else fault();
      changed();
    },
    status$,
    async inspect() {
      await saved();
      const ledger = await store.read().catch(() => emptyLedger());
      return inspectLedger(ledger, told, scheduler.now(), vocabulary);
    },
    async flush() {
      await saved();
      return firstValueFrom(flush$);
    },
    stop() {
      stopped ??= (async () => {
        stop$.next();
        stop$.complete();
        await inTime(from(done));
        ended$.next();
        subscription?.unsubscribe();
        status.state = 'stopped';
        changed();
        store.close();
      })();
      return stopped;
    },
  };
}

/** Every method is a no-op. */
function disabled({ store, host, vocabulary }: Config): Telemetry<string> {
  const { status$, current } = statusOf(store.kind, host.scheduler);
  current.state = 'off';
  return {
    tap: <E>() => identity<Observable<E>>,
    record() {},
    count() {},
    status$,
    inspect: async () => inspectLedger(emptyLedger(), undefined, host.scheduler.now(), vocabulary),
    flush: async () => skipped('consent'),
    async stop() {},
  };
}
