import { Observable, type SchedulerLike, Subject, type Subscription } from 'rxjs';
import {
  type AgentEvent,
  classify,
  defineSignals,
  indexedDbStore,
  type LedgerStore,
  type Platform,
  type StoredConsent,
  startTurntally,
  storedConsent,
  type Telemetry,
} from '../../../src/index.js';
import { endpoint } from '../../support/world.js';
import { nameFor } from './disk.js';
import { add, type Sums, subtract } from './sums.js';

/** What a tab needs of the world. */
export interface Surroundings {
  readonly now: () => number;
  readonly scheduler: Pick<SchedulerLike, 'schedule'>;
  readonly random: () => number;
  readonly newId: () => string;
  readonly locks: Platform['locks'];
  readonly fetch: Platform['fetch'];
  readonly online: () => boolean;
  /** The tab uses a port; false if it died of that. */
  readonly enter: (port: string) => boolean;
  /** Undefined: the answer is kept in the database. */
  readonly consent$: Observable<boolean | undefined> | undefined;
  /** Changes the order in which the ports are used. */
  readonly ordered: (store: LedgerStore) => LedgerStore;
}

/** A page that counts: the real thing, in a world of its own. */
export interface Tab {
  readonly id: number;
  readonly version: number;
  state: 'open' | 'stopping' | 'stopped' | 'dead';
  readonly telemetry: Telemetry<string>;
  readonly hidden$: Subject<void>;
  readonly launch$: Subject<void>;
  readonly consent: StoredConsent;
  /** What was recorded while it was to be counted. */
  offered: Sums;
  /** What of that was committed to the database. */
  appended: Sums;
  /** What may be dropped unsaved, because the consent it was counted under is over. */
  mayBeErased: Sums;
  /** It was stopped while there was no saving anything. */
  cannotSave: boolean;
  /** Everything was erased since it last appended: it may not know. */
  isBehind: boolean;
  readonly recorded: { readonly at: number; readonly counts: Sums }[];
  /** The ports that it has used, one after the other. */
  readonly steps: string[];
  /** When it died: what it had begun goes on without it. */
  finishes: boolean;
  /** When it died, something of its was under way that could go on without it. */
  leftUnfinished: boolean;
}

export const isAlive = ({ state }: Pick<Tab, 'state'>): boolean => state === 'open' || state === 'stopping';
export const unsaved = ({ offered, appended }: Tab): Sums => subtract(offered, appended);

/** A release in two counts a signal that the others do not. */
export const signalsOf = (version: number) => defineSignals({ plan: version % 2 ? ['free'] : ['free', 'pro'] });

export function openTab(id: number, version: number, world: Surroundings): Tab {
  const [hidden$, launch$] = [new Subject<void>(), new Subject<void>()];
  const extraSignals = signalsOf(version);
  const consent = storedConsent({ endpoint, name: nameFor(id), extraSignals });
  const lives = (): boolean => isAlive(tab);
  const { consent$ } = world;
  const tab: Omit<Tab, 'telemetry'> = {
    id,
    version,
    state: 'open',
    hidden$,
    launch$,
    consent,
    offered: {},
    appended: {},
    mayBeErased: {},
    cannotSave: false,
    isBehind: false,
    recorded: [],
    steps: [],
    finishes: false,
    leftUnfinished: false,
  };
  const scheduler: SchedulerLike = {
    now: world.now,
    schedule(work, delay, state): Subscription {
      return world.scheduler.schedule<typeof state>(
        function (given) {
          if (lives() && world.enter('timer')) work.call(this as never, given as never);
        },
        delay,
        state,
      );
    },
  };
  const telemetry: Telemetry<string> = startTurntally({
    endpoint,
    release: { version: `${version}.0.0` },
    extraSignals,
    consent$: consent$
      ? new Observable((subscriber) =>
          consent$.subscribe((answer) => lives() && world.enter('consent') && subscriber.next(answer)),
        )
      : consent.consent$,
    store: world.ordered(indexedDbStore({ endpoint, name: nameFor(id) })),
    launch$,
    oncePerDay: false,
    launchJitterMs: 0, // a launch is one step
    platform: {
      fetch: world.fetch,
      locks: world.locks,
      scheduler,
      random: world.random,
      newId() {
        world.enter('id');
        return world.newId();
      },
      hidden$,
      online: world.online,
      os: () => 'linux',
    },
  });
  return Object.assign(tab, { telemetry });
}

export type Event = AgentEvent | 'plan/free' | 'plan/pro';

/** Records an event; resolves what it counts, if it is counted at all. */
export function record(tab: Tab, event: Event): Sums {
  if (typeof event === 'string') {
    tab.telemetry.count(event);
    return event === 'plan/pro' && tab.version % 2 ? {} : { [event]: 1 };
  }
  tab.telemetry.record(event);
  return classify(event).reduce<Sums>((sum, token) => add(sum, { [token]: 1 }), {});
}

/** What the tab says of itself. */
export function statusOf({ telemetry }: Tab) {
  let status: { readonly state: string; readonly counted: number } = { state: 'unknown', counted: 0 };
  telemetry.status$.subscribe((current) => (status = current)).unsubscribe();
  return status;
}
