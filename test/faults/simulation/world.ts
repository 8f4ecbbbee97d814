import { IDBKeyRange } from 'fake-indexeddb';
import { BehaviorSubject } from 'rxjs';
import { indexedDbStore, type Tally } from '../../../src/index.js';
import { endpoint } from '../../support/endpoint.js';
import { batchId } from '../../support/ledgers.js';
import { Clock } from '../../support/world.js';
import { addFault, noFigures } from '../figures.js';
import { audit, type Entry, epochOf, keptIn, ledgerIn } from './audit.js';
import { createChannels } from './channels.js';
import { type Collector, honestCollector } from './collector.js';
import { type Commit, createDisk, nameFor } from './disk.js';
import { type Arrival, type Fate, readThrough, send, well } from './fates.js';
import { createEventLoop, randomFrom, replaceGlobals } from './globals.js';
import { inTurns } from './inTurns.js';
import { createLocks } from './locks.js';
import { add, negativeIn, type Sums, show, subtract, total } from './sums.js';
import { type Event, isAlive, openTab, record, statusOf, type Tab, unsaved } from './tab.js';

export interface WorldOptions {
  /** One stream of answers for all tabs, or each its own that is kept in the database. */
  readonly consent: 'shared' | 'stored';
  readonly seed?: number;
  readonly collector?: (now: () => number, eventLoop: ReturnType<typeof createEventLoop>) => Collector;
  /** Resolves when it is the turn of whoever uses a port, or is answered by one. */
  readonly turn?: (port: string) => Promise<void>;
}

/** Any number of tabs on one machine, its disk, a network, and a collector at the other end. */
export type World = ReturnType<typeof createWorld>;

export function createWorld(options: WorldOptions) {
  const eventLoop = createEventLoop();
  const clock = new Clock(0, eventLoop.settled);
  const random = randomFrom(options.seed ?? 1);
  const consent$ = options.consent === 'shared' ? new BehaviorSubject<boolean | undefined>(true) : undefined;
  const tabs: Tab[] = [];
  const figures = noFigures('world');
  const violations: string[] = [];
  const entries = new Map<Commit, Entry>();
  const mostMs = options.turn ? 7 * 3_600_000 : Number.POSITIVE_INFINITY;
  const bodies = new Map<string, string>();
  /** When a batch was sealed, and how wrong the clock was then. */
  const sealed = new Map<string, { readonly at: number; readonly drift: number }>();
  const fates: Fate[] = [];
  let held: (() => void)[] = [];
  let fuse: { tab: number; steps: number; finish: boolean; port?: string | undefined } | undefined;
  let drift = 0;
  let ids = 0;
  let release = 1;
  let rolledBack: Sums = {};
  /** The first entry after the last erasure, and what was observed before the withdrawal that it followed. */
  let freshFrom = 0;
  let observedBefore: Sums = {};
  let observedAtWithdrawal: Sums = {};
  let troubledAt = Number.NEGATIVE_INFINITY;
  /** Counts of sessions before this world. */
  let left: Sums = {};
  let requests = 0;

  const trueTime = (): number => clock.now();
  const now = (): number => clock.now() + drift;
  const collector = (options.collector ?? honestCollector)(trueTime, eventLoop);
  const lives = (id: number): boolean => {
    const tab = tabs[id];
    // One that is being opened is not yet in the list.
    return !tab || isAlive(tab);
  };
  /** A port is used; it may be the last thing that this tab does. */
  const step = (id: number, port: string): void => {
    const tab = tabs[id];
    if (!tab || !isAlive(tab)) return;
    tab.steps.push(port);
    if (fuse?.tab !== id || (fuse.port ?? port) !== port || --fuse.steps >= 0) return;
    const { finish } = fuse;
    fuse = undefined;
    kill(tab, finish);
  };
  const committed = (commit: Commit): void => {
    const entry = audit(commit, collector.verdictOf);
    entries.set(commit, entry);
    if (entry.violation) violations.push(entry.violation);
    const writer = tabs[commit.writer];
    if (writer) {
      writer.appended = add(writer.appended, entry.appended);
      if (total(entry.appended) > total(entry.erased)) writer.isBehind = false;
    }
    // Whoever has something unsaved counted it under a consent that is over.
    if (isRefusal(commit)) withdrawn();
    const outbox = ledgerIn(commit.after)?.outbox;
    if (outbox && !sealed.has(outbox.id)) sealed.set(outbox.id, { at: trueTime(), drift });
    // Clearing takes a stored answer away, too.
    if (isErasure(commit) || commit.writer < 0) dropped();
    if (!isErasure(commit)) return;
    freshFrom = entries.size;
    observedBefore = observedAtWithdrawal;
  };
  /** Whoever has something unsaved counted it under a consent that is over, and may not know. */
  const dropped = (): void => {
    for (const tab of tabs) {
      tab.mayBeErased = add(tab.mayBeErased, unsaved(tab));
      tab.isBehind = true;
    }
  };
  const withdrawn = (): void => {
    dropped();
    observedAtWithdrawal = observed();
  };
  const disk = createDisk({ lives, step, committed, tabs: () => tabs.length });
  const locks = createLocks(step, lives, options.turn);

  const later = (arrival: Arrival, work: () => void): void => {
    let done = false;
    const once = (): void => {
      if (!done) work();
      done = true;
    };
    if (arrival === 'held') held.push(once);
    // No network keeps a request for longer.
    clock.schedule(once, arrival === 'held' ? 10 * day : arrival);
  };

  const fetch = async (id: number, url: string, init: RequestInit): Promise<Response> => {
    if (!lives(id)) return never;
    const batch = String(new Headers(init.headers).get('Idempotency-Key'));
    const body = String(init.body);
    step(id, 'fetch');
    if (!lives(id)) {
      const tab = tabs[id];
      if (tab) tab.leftUnfinished = true;
      if (tab?.finishes) {
        bodies.set(batch, body);
        later('held', () => void collector.receive(batch, body, 'counts'));
      }
      return never;
    }
    requests++;
    // Where ports are slow, an answer in the database may be newer than what the tab has read.
    if (!mayBeSent() && (consent$ || !options.turn)) violations.push(`sent without consent, to ${url}`);
    if ((bodies.get(batch) ?? body) !== body) violations.push(`the batch ${batch} was sent with other bytes`);
    bodies.set(batch, body);
    const fate = fates.shift() ?? well;
    if (fate !== well) addFault(figures, fate.name);
    await options.turn?.('fetch');
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
    const answer = await Promise.race([send(batch, body, fate, { collector, later }), aborted]);
    await options.turn?.('answer');
    step(id, 'answer');
    return lives(id) ? readThrough(answer, () => enter(id, 'body')) : never;
  };
  /** Whether the tab still lives after this step. */
  const enter = (id: number, port: string): boolean => {
    step(id, port);
    return lives(id);
  };
  const mayBeSent = (): boolean => {
    if (consent$) return consent$.value === true;
    const answer = disk.contents()?.get('consent');
    return typeof answer === 'object' && answer !== null && 'agreed' in answer && Array.isArray(answer.agreed);
  };

  const restore = replaceGlobals({
    setImmediate: eventLoop.setImmediate,
    indexedDB: disk.indexedDB,
    IDBKeyRange,
    BroadcastChannel: createChannels(enter),
    crypto: { getRandomValues: (bytes: Uint8Array) => bytes.map((_, at) => (bytes[at] = Math.floor(random() * 256))) },
    // `storedConsent` waits in real time.
    setInterval: (work: () => void, ms: number) => clock.schedule(work, ms),
    clearInterval: (timer: { unsubscribe?(): void } | undefined) => timer?.unsubscribe?.(),
  });
  const dateNow = Date.now;
  Date.now = now;

  function open(): Tab {
    const id = tabs.length;
    const tab = openTab(id, release, {
      now,
      scheduler: clock,
      random,
      newId: () => batchId(ids++),
      locks: locks.of(id),
      fetch: (url, init) => fetch(id, url, init),
      online: () => true,
      enter: (port) => enter(id, port),
      consent$,
      ordered: options.turn ? inTurns(options.turn) : (store) => store,
    });
    tabs.push(tab);
    return tab;
  }

  function kill(tab: Tab, finish: boolean): void {
    checkRisk(tab);
    tab.state = 'dead';
    tab.finishes = finish;
    tab.leftUnfinished = disk.kill(tab.id, finish);
    locks.kill(tab.id);
  }

  return {
    clock,
    disk,
    locks,
    collector,
    figures,
    violations,
    eventLoop,
    fates,
    consent$,
    open,
    mayBeSent,
    tabs: (): readonly Tab[] => tabs,
    alive: (): readonly Tab[] => tabs.filter(isAlive),
    fault: (kind: string): void => addFault(figures, kind),

    count(tab: Tab, event: Event): void {
      const before = statusOf(tab).counted;
      const counts = record(tab, event);
      const status = statusOf(tab);
      const isCounted = consent$ ? consent$.value === true : status.counted > before;
      if (!isCounted) return;
      tab.offered = add(tab.offered, counts);
      tab.recorded.push({ at: trueTime(), counts });
      if (counts['turns/total']) figures.turns++;
      // Held in memory until the answer is read, or counted under a consent of which it is not known yet that it is over.
      if (status.state !== 'counting' || tab.isBehind) tab.mayBeErased = add(tab.mayBeErased, counts);
    },

    kill(tab: Tab, finish: boolean): void {
      kill(tab, finish);
    },
    /** The app does something in a tab, if the tab lives to do it. */
    act(tab: Tab, what: (tab: Tab) => void): void {
      if (isAlive(tab) && enter(tab.id, 'app')) what(tab);
    },
    stop(tab: Tab): void {
      if (tab.state !== 'open') return;
      tab.state = 'stopping';
      const wasInTrouble = disk.isInTrouble();
      const latest = clock.now() + stopTimeoutMs;
      tab.telemetry.stop().then(
        () => {
          if (tab.state !== 'stopping') return;
          tab.state = 'stopped';
          const isTooSlow = options.turn !== undefined && clock.now() >= latest;
          tab.cannotSave = wasInTrouble || disk.isInTrouble() || isTooSlow;
        },
        (error) => violations.push(`stop rejected: ${error}`),
      );
    },
    /** What a session before this world has saved. */
    async leave(tallies: readonly Tally[]): Promise<void> {
      const store = indexedDbStore({ endpoint, name: nameFor(tabs.length) });
      await store.apply({ type: 'folded', epoch: formerEpoch });
      for (const tally of tallies) {
        left = add(left, tally.counters as Sums);
        await store.append(tally, formerEpoch);
      }
      store.close();
      disk.writeBack();
    },
    /** Requests that were sent, whether or not they arrived. */
    requests: (): number => requests,
    /** All that a relaunch can meet: two worlds of the same state go on in the same way. */
    state: (): string =>
      JSON.stringify([
        [[...(disk.contents() ?? [])], disk.unsynced(), consent$?.value, now()],
        [collector.sums(), fates.length, [...bodies.keys()], held.length],
      ]),
    /** The tab will be killed when it next but `steps` uses a port, or that port. */
    light(tab: Tab, steps: number, finish: boolean, port?: string): void {
      fuse = { tab: tab.id, steps, finish, port };
    },

    async cutPower(share: number): Promise<void> {
      for (const tab of tabs) if (isAlive(tab)) kill(tab, false);
      for (const commit of await disk.cutPower(share)) {
        if (isErasure(commit)) violations.push('an erasure was undone by a power cut');
        rolledBack = add(rolledBack, entries.get(commit)?.appended ?? {});
        entries.delete(commit);
      }
    },

    /** An answer for all tabs. */
    answer(agree: boolean | undefined): void {
      if (agree === false) withdrawn();
      consent$?.next(agree);
    },
    /** Something befalls the disk. */
    disturb(): void {
      troubledAt = trueTime();
    },
    /**
     * Time goes by; not for long while storage fails: whoever tries again every five seconds would do so all night. Nor
     * while the clock says that a batch is younger than it is: nobody could tell. Nor while a port may be as slow as
     * this: no network keeps a request for weeks.
     */
    async pass(ms: number): Promise<void> {
      const most = disk.isInTrouble() ? 60_000 : isMisdated(drift) ? mostMisdatedMs - ageOfOutbox() : mostMs;
      if (ms > 3_600_000) disk.writeBack();
      if (most > 0) await clock.advance(Math.min(ms, most));
    },
    jump(ms: number): void {
      if (!isMisdated(drift + ms) || ageOfOutbox() < mostMisdatedMs) drift += ms;
    },
    upgrade(): void {
      release++;
    },
    /** The requests that the network has kept arrive. */
    deliverHeld(): void {
      const arriving = held;
      held = [];
      for (const arrive of arriving) arrive();
    },

    /** Nobody keeps in memory what could long be saved. */
    checkRisks: (): void => tabs.filter(({ state }) => state === 'open').forEach(checkRisk),
    /** What must hold when nothing is under way: where consent is withdrawn and somebody is there to erase, nothing is left. */
    checkQuiet(): void {
      const isTroubled = disk.isInTrouble() || trueTime() - troubledAt < 2 * maxUnsavedMs;
      if (options.turn || isTroubled || consent$?.value !== false || !tabs.some(({ state }) => state === 'open'))
        return;
      const left = keptIn(disk.contents());
      if (total(left) > 0) violations.push(`withdrawn, but still there: ${show(left)}`);
    },
    /** What must hold at any moment; empty where it does. */
    check(): readonly string[] {
      const wrong = [...violations, ...collector.violations];
      for (const tab of tabs) {
        if (negativeIn(unsaved(tab)).length)
          wrong.push(`tab ${tab.id} saved what it had not counted: ${show(unsaved(tab))}`);
      }
      const settled = [...entries.values()].map(({ settled, gaveUp }) => settled ?? gaveUp);
      const outbox = outboxOf();
      for (const id of bodies.keys()) {
        // It would be counted a second time, under another id.
        if (collector.verdictOf(id) === 'counted' && id !== outbox && !settled.includes(id))
          wrong.push(`forgotten: ${id}`);
      }
      const fresh = [...entries.values()]
        .slice(freshFrom)
        .reduce((sum, { appended, erased }) => add(sum, subtract(appended, erased)), {});
      const revived = negativeIn(subtract(subtract(observed(), observedBefore), fresh));
      if (revived.length) wrong.push(`withdrawn, and yet there again: ${revived}`);
      const excess = negativeIn(subtract(observed(), collector.sums()));
      if (excess.length) wrong.push(`counted more than was observed: ${excess}`);
      return wrong;
    },
    observed,
    kept: (): Sums => keptIn(disk.contents()),
    rolledBack: (): Sums => rolledBack,
    sum: (part: 'appended' | 'delivered' | 'lost' | 'erased'): Sums =>
      [...entries.values()].reduce<Sums>((sum, entry) => add(sum, entry[part]), {}),
    end(): void {
      restore();
      Date.now = dateNow;
    },
  };

  /** Never more than what was counted in the last `maxUnsavedMs`, as long as there is saving. */
  function checkRisk(tab: Tab): void {
    if (options.turn || disk.isInTrouble() || trueTime() - troubledAt < 2 * maxUnsavedMs) return;
    const recent = tab.recorded.filter(({ at }) => at >= trueTime() - maxUnsavedMs);
    const allowed = recent.reduce((sum, { counts }) => add(sum, counts), tab.mayBeErased);
    const excess = negativeIn(subtract(allowed, unsaved(tab)));
    if (excess.length) violations.push(`tab ${tab.id} had not saved ${excess}: ${show(unsaved(tab))}`);
  }
  /** Milliseconds since the batch in the outbox was sealed. */
  function ageOfOutbox(): number {
    return trueTime() - (sealed.get(outboxOf() ?? '')?.at ?? trueTime());
  }
  function isMisdated(then: number): boolean {
    const batch = sealed.get(outboxOf() ?? '');
    return batch !== undefined && batch.drift - then > mostBackwardMs;
  }
  function observed(): Sums {
    return tabs.reduce<Sums>((sum, { offered }) => add(sum, offered), left);
  }
  function outboxOf(): string | undefined {
    return ledgerIn(disk.contents())?.outbox?.id;
  }
}

/**
 * The collector forgets after 30 days what the client gives up after 14, and the network keeps a request for 10: so much
 * may a clock be set back unnoticed.
 */
const mostBackwardMs = 4 * 86_400_000;
const mostMisdatedMs = 20 * 86_400_000;

const isErasure = ({ before, after }: Commit): boolean => epochOf(before) !== '' && epochOf(before) !== epochOf(after);

/** Somebody's answer that was no, just stored. */
function isRefusal({ before, after }: Commit): boolean {
  const answer = after?.get('consent');
  const isNo = typeof answer === 'object' && answer !== null && 'agreed' in answer && answer.agreed === false;
  return isNo && answer !== before?.get('consent');
}

const formerEpoch = 'former-session';
const maxUnsavedMs = 5000;
/** For as long does `stop` wait for storage that does not answer. */
const stopTimeoutMs = 8000;
const day = 86_400_000;
const never = new Promise<never>(() => {});
