import { filter, firstValueFrom, NEVER } from 'rxjs';
import {
  type FlushReport,
  indexedDbStore,
  type Status,
  type StoredConsent,
  startTurntally,
  storedConsent,
  type Telemetry,
  type TokenOf,
} from '../../../../src/index.js';
import { scopeOf } from '../../../support/endpoint.js';
import { contents } from './contents.js';
import { breathe, go, onGo, outcome } from './go.js';
import { tabSignals } from './signals.js';

type Token = TokenOf<typeof tabSignals>;

/** Which app: it has a database of its own. */
export interface Destination {
  readonly name: string;
  readonly endpoint: string;
}

export interface StartOptions extends Destination {
  readonly maxUnsavedMs?: number;
  /** `false` removes Web Locks from this page for good. */
  readonly locks?: boolean;
  /** `true` sends when idle, as an app does. Otherwise only `flush` sends. */
  readonly launches?: boolean;
}

interface App extends Destination {
  readonly telemetry: Telemetry<string>;
  readonly consent: StoredConsent;
}

let running: App | undefined;
export const app = (): App => {
  if (!running) throw new Error('not started');
  return running;
};

const goChannel = (): string => `go/${app().name}`;

const progress = { counted: 0, safe: 0 };

/** An app that counts, controlled by the tests: in a page, a worker or a service worker. */
export const lab = {
  start({ name, endpoint, maxUnsavedMs = 60_000, locks = true, launches = false }: StartOptions): void {
    if (!locks) Reflect.deleteProperty(Object.getPrototypeOf(navigator), 'locks');
    const consent = storedConsent({ endpoint, name, extraSignals: tabSignals });
    const telemetry = startTurntally({
      consent,
      release: { version: '1.4.0', os: 'linux' },
      oncePerDay: false,
      launchJitterMs: 0,
      maxUnsavedMs,
      backoff: { attempts: 1 },
      timeoutMs: 60_000,
      ...(!launches && { launch$: NEVER }),
    });
    running = { name, endpoint, telemetry, consent };
  },
  async answer(agree: boolean): Promise<void> {
    await app().consent.answer(agree);
    await lab.waitForAnswer(agree);
  },
  /** Resolves once the app knows the answer. */
  async waitForAnswer(agree: boolean): Promise<void> {
    const state = agree ? 'counting' : 'off';
    await firstValueFrom(app().telemetry.status$.pipe(filter((status) => status.state === state)));
  },
  status: (): Promise<Status> => firstValueFrom(app().telemetry.status$),

  /** Ends a turn, which starts to save it. */
  turn: (): void => app().telemetry.record({ kind: 'turn_done' }),
  /** Counts in the middle of a turn: the count waits in memory. */
  unfinished: (): void => app().telemetry.record({ kind: 'compaction_done' }),
  /**
   * Counts repeatedly in the middle of a turn. Notes each count as safe `maxUnsavedMs` later, when it should be saved.
   */
  keepCounting(maxUnsavedMs: number): void {
    setInterval(() => {
      lab.unfinished();
      const count = ++progress.counted;
      setTimeout(async () => {
        // A put may have been waiting for an earlier one.
        await lab.stored(app());
        await lab.stored(app());
        progress.safe = Math.max(progress.safe, count);
      }, maxUnsavedMs);
    }, 25);
  },
  progress: () => progress,
  /** Writes the stored ledger again and again, so that there is always a transaction. */
  keepFolding(): void {
    setInterval(() => Promise.all([lab.fold(app()), lab.fold(app()), lab.fold(app())]), 5);
  },
  flush: (): Promise<FlushReport> => app().telemetry.flush(),
  stop: (): Promise<void> => app().telemetry.stop(),

  /** Counts turns when any page sends `go`. */
  turnsAtGo(token: Token, turns: number): void {
    onGo(goChannel(), async () => {
      for (let turn = 0; turn < turns; turn++) {
        app().telemetry.count(token);
        lab.turn();
        await breathe();
      }
    });
  },
  flushAtGo(): void {
    onGo(goChannel(), lab.flush);
  },
  flushesAtGo(times: number): void {
    onGo(goChannel(), async () => {
      for (let flush = 0; flush < times; flush++) await lab.flush();
    });
  },
  go: (): void => go(goChannel()),
  outcome,

  /** The stored epoch, and the counts that could still be sent. */
  async stored({ endpoint, name }: Destination) {
    const store = indexedDbStore({ endpoint, name });
    const { epoch, pending, outbox } = await store.read();
    store.close();
    const counts: Record<string, number> = {};
    for (const { counters } of outbox ? [...pending, outbox] : pending) {
      for (const [token, count] of Object.entries(counters)) counts[token] = (counts[token] ?? 0) + Number(count);
    }
    return { epoch, counts };
  },
  /** Writes the stored ledger again, with the same epoch. */
  async fold({ endpoint, name }: Destination): Promise<void> {
    const store = indexedDbStore({ endpoint, name });
    const { epoch } = await store.read();
    await store.apply({ type: 'folded', epoch });
    store.close();
  },
  contents: ({ endpoint, name }: Destination) => contents(scopeOf(name, endpoint)),
  /** Saves a tally late, like a tab whose put was running when something else happened. */
  async appendLate(epoch: string): Promise<void> {
    const store = indexedDbStore(app());
    await store.append({ release: { version: '1.4.0', os: 'linux' }, counters: { 'turns/total': 1000 } }, epoch);
    store.close();
  },

  isHidden: (): boolean => document.hidden,
  hasLocks: (): boolean => 'locks' in navigator,
  hasWindow: (): boolean => typeof window !== 'undefined',
};

export type Lab = typeof lab;
