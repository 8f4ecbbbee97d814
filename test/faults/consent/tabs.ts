import { Observable, ReplaySubject, Subject } from 'rxjs';
import type { LedgerStore, Telemetry } from '../../../src/index.js';
import type { Clock, Post, Reply, World } from '../../support/world.js';
import { type ConsentModel, grantSignals, type TabModel } from './model.js';

/** How an access to storage goes: how long until it is done, how long until that is known, or that it fails. */
export interface Access {
  readonly before: number;
  readonly after: number;
  readonly fails: boolean;
}
export const prompt: Access = { before: 0, after: 0, fails: false };

/**
 * Storage that takes its time, in virtual milliseconds, or fails and has done nothing; told to the model. What one tab
 * asks for is done, and answered, in that order, as IndexedDB does it.
 */
export function modelled(store: LedgerStore, clock: Clock, next: () => Access, model: ConsentModel, tab: TabModel) {
  const after = (ms: number): unknown => ms > 0 && new Promise((resolve) => clock.schedule(resolve, ms));
  let former: Promise<unknown> = Promise.resolve();
  let formerTold: Promise<unknown> = former;
  const slowly = async <T>(access: () => Promise<T>): Promise<T> => {
    const { before, after: late, fails } = next();
    const done = former.then(async () => {
      await after(before);
      if (fails) throw new DOMException('full', 'QuotaExceededError');
      return access();
    });
    const told = done.then(async (result) => {
      await after(late);
      return result;
    });
    former = done.catch(() => {});
    formerTold = Promise.allSettled([formerTold, told]);
    await formerTold;
    return told;
  };
  const modelledStore: LedgerStore = {
    kind: store.kind,
    append: (tally, epoch) => {
      model.appends(tab, tally.counters);
      return slowly(() => store.append(tally, epoch));
    },
    read: () =>
      slowly(() => {
        model.reads(tab);
        return store.read();
      }),
    apply: (action) =>
      slowly(async () => {
        const ledger = await store.apply(action);
        if (action.type === 'erased' && ledger.epoch !== '') model.erased(tab);
        return ledger;
      }),
    close: () => store.close(),
  };
  return modelledStore;
}

/** The same answers, each told to the model before and after it is passed on. */
export function overheard<T extends Observable<unknown>>(answers$: T, model: ConsentModel, tab: TabModel): T {
  const heard$ = new Observable<unknown>((subscriber) => {
    const pass = (answer: unknown, on: () => void): void => {
      model.hears(tab, answer);
      on();
      model.heard(tab);
    };
    return answers$.subscribe({
      next: (answer) => pass(answer, () => subscriber.next(answer)),
      error: (error) => pass(undefined, () => subscriber.error(error)),
      complete: () => subscriber.complete(),
    });
  });
  return Object.assign(heard$, 'readsStorage' in answers$ && { readsStorage: answers$.readsStorage }) as unknown as T;
}

export interface Tab {
  readonly model: TabModel;
  readonly telemetry: Telemetry;
  readonly hidden$: Subject<void>;
  readonly launch$: Subject<void>;
  count(): void;
  flush(): Promise<unknown>;
}

/** A tab in `world`, all that it does told to the model. */
export function openTab(
  world: World,
  model: ConsentModel,
  tab: TabModel,
  reply: () => Reply,
  answers$: Observable<unknown>,
  store: LedgerStore,
): Tab {
  const [hidden$, launch$] = [new Subject<void>(), new Subject<void>()];
  const telemetry = world.start({
    enabled: true,
    consent$: overheard(answers$ as Observable<boolean>, model, tab),
    store,
    launch$,
    extraSignals: grantSignals,
    platform: {
      hidden$,
      async fetch(url, init) {
        const id = String(new Headers(init.headers).get('Idempotency-Key'));
        const signal = init.signal ?? AbortSignal.abort();
        const post: Post = { url, init, id, body: String(init.body), signal, at: world.clock.now() };
        model.sends(tab, post);
        try {
          return await reply()(post);
        } finally {
          tab.inFlight.delete(signal);
        }
      },
    },
  });
  return {
    model: tab,
    telemetry,
    hidden$,
    launch$,
    count: () => telemetry.count(model.records(tab) as never),
    flush: () => world.clock.run(telemetry.flush()),
  };
}

/** Answers as an app keeps them: the last one is repeated to whoever comes later. */
export const answersOf = (first: readonly unknown[]): ReplaySubject<unknown> => {
  const answers$ = new ReplaySubject<unknown>(1);
  for (const answer of first) answers$.next(answer);
  return answers$;
};
