import { BehaviorSubject, EMPTY, Subject, VirtualTimeScheduler } from 'rxjs';
import {
  type AgentEvent,
  type Counters,
  type FlushReport,
  type Ledger,
  type LedgerStore,
  memoryStore,
  type OwnConsentOptions,
  type Platform,
  startTurntally,
  type Tally,
  type Telemetry,
} from '../../src/index.js';
import { endpoint } from './endpoint.js';
import { batchId, now } from './ledgers.js';

export { endpoint };

/** Lets whatever needs no timer go on for some turns of the event loop. */
export async function settle(turns = 8): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for something that no virtual time brings about, such as another tab's message. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (await holds()) return;
    await settle(1);
  }
  throw new Error('it never happened');
}

/** Virtual time that gives promises the time to settle between two timers. */
export class Clock extends VirtualTimeScheduler {
  /**
   * @param patience turns of the event loop after each timer; fake-indexeddb needs many.
   * @param settled waits until all is done that needs no timer, where somebody knows better than to count turns.
   */
  constructor(
    readonly patience = 8,
    private readonly settled = () => settle(patience),
  ) {
    super();
    this.frame = now;
  }

  async advance(ms: number): Promise<void> {
    const end = this.frame + ms;
    await this.settled();
    for (let next = this.actions[0]; next !== undefined && next.delay <= end; next = this.actions[0]) {
      this.maxFrames = next.delay;
      this.flush();
      await this.settled();
    }
    this.frame = end;
  }

  /** Lets time pass until it is settled. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    work.then(mark, mark);
    while (!settled) {
      await this.settled();
      const [next] = this.actions;
      if (next !== undefined) await this.advance(next.delay - this.frame);
      else await until(() => settled || this.actions.length > 0);
    }
    return work;
  }
}

export interface Post {
  readonly url: string;
  readonly init: RequestInit;
  readonly id: string;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Virtual epoch milliseconds. */
  readonly at: number;
}

export type Reply = (post: Post) => Response | Promise<Response>;

export const answer =
  (status: number, headers: Record<string, string> = {}, body: BodyInit | null = null): Reply =>
  () =>
    new Response(body, { status, headers });
export const counted = answer(202);
export const problem = (status: number, fields: unknown, headers: Record<string, string> = {}): Reply =>
  answer(status, { 'content-type': 'application/problem+json', ...headers }, JSON.stringify(fields));
export const noNetwork: Reply = () => Promise.reject(new TypeError('Failed to fetch'));
export const silence: Reply = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

export interface World {
  readonly clock: Clock;
  readonly consent$: BehaviorSubject<boolean | undefined>;
  readonly hidden$: Subject<void>;
  readonly idle$: Subject<void>;
  readonly store: LedgerStore;
  readonly posts: Post[];
  /** The first is given once and then dropped, but the last stays. */
  replies: Reply[];
  /** Of batches and epochs alike. */
  readonly newId: () => string;
  readonly telemetry: Telemetry;
  /** Another tab, or the next session, in the same world: shares clock, store, collector and ids. */
  start(options?: Partial<OwnConsentOptions>): Telemetry;
  flush(): Promise<FlushReport>;
}

export type WorldOptions = Partial<OwnConsentOptions> & { replies?: Reply[]; answered?: boolean | undefined };

/** turntally with every part of the outside world replaced: virtual time, a scripted collector, half of any jitter. */
export function world(given: WorldOptions = {}, clock = new Clock()): World {
  const { replies = [counted], store = memoryStore(), ...options } = given;
  const answered = 'answered' in given ? given.answered : true;
  delete options.answered;
  const consent$ = new BehaviorSubject<boolean | undefined>(answered);
  const hidden$ = new Subject<void>();
  const idle$ = new Subject<void>();
  const posts: Post[] = [];
  let ids = 0;
  const newId = (): string => batchId(ids++);
  const platform: Partial<Platform> = {
    async fetch(url, init) {
      const id = String(new Headers(init.headers).get('Idempotency-Key'));
      const { signal } = init;
      if (!(signal instanceof AbortSignal)) throw new Error('fetch was given no signal');
      const post = { url, init, id, body: String(init.body), signal, at: clock.now() };
      posts.push(post);
      const reply = made.replies.length > 1 ? made.replies.shift() : made.replies[0];
      return reply ? reply(post) : silence(post);
    },
    locks: undefined,
    scheduler: clock,
    random: () => 0.5,
    newId,
    hidden$,
    idle$,
    online: () => true,
    os: () => 'linux',
  };
  const start = (more: Partial<OwnConsentOptions> = {}): Telemetry =>
    startTurntally({
      endpoint,
      release: { version: '1.4.0' },
      consent$,
      store,
      oncePerDay: false,
      launchJitterMs: 0,
      ...options,
      ...more,
      platform: { ...platform, ...options.platform, ...more.platform },
    });
  const made: Omit<World, 'telemetry' | 'flush'> = {
    clock,
    consent$,
    hidden$,
    idle$,
    store,
    posts,
    replies,
    newId,
    start,
  };
  const telemetry = start();
  return Object.assign(made, { telemetry, flush: () => clock.run(telemetry.flush()) });
}

/** An app in which nothing ever happens. */
export const quiet: Partial<Platform> = { hidden$: EMPTY, idle$: EMPTY };

export const turnDone: AgentEvent = { kind: 'turn_done' };
export const toolFailed: AgentEvent = { kind: 'tool_result', tool: { err: 'exit status 1' } };
export const compacted: AgentEvent = { kind: 'compaction_done' };

export function turns(telemetry: Pick<Telemetry, 'record'>, count: number): void {
  for (let turn = 0; turn < count; turn++) telemetry.record(turnDone);
}

/** All counts of a ledger that are still to be delivered, token by token. */
export function keptIn({ pending, outbox }: Ledger): Counters {
  const sum: Counters = {};
  for (const { counters } of outbox ? [...pending, outbox] : pending) addTo(sum, counters);
  return sum;
}

export function addTo(sum: Counters, counters: Counters): void {
  for (const [token, count] of Object.entries(counters) as [keyof Counters, number][]) {
    sum[token] = (sum[token] ?? 0) + count;
  }
}

/** A post's counters, token by token. */
export function countersIn(body: string): Counters {
  const { counters } = JSON.parse(body);
  return Object.fromEntries(
    counters.map(({ signal, bucket, count }: Record<string, unknown>) => [`${signal}/${bucket}`, count]),
  );
}

/** What a collector that counts each id once would have counted. */
export function countedOnce(posts: readonly Post[]): Counters {
  const sum: Counters = {};
  for (const body of new Map(posts.map(({ id, body }) => [id, body])).values()) addTo(sum, countersIn(body));
  return sum;
}

/** The same letter for the same id. */
export function lettersOf(posts: readonly Post[]): string {
  const ids = posts.map(({ id }) => id);
  const known = [...new Set(ids)];
  return ids.map((id) => String.fromCharCode(65 + known.indexOf(id))).join('');
}

/** What a former session left under consent. */
export async function storeWith(...tallies: readonly Tally[]): Promise<LedgerStore> {
  const store = memoryStore();
  await store.apply({ type: 'folded', epoch: 'first' });
  for (const tally of tallies) await store.append(tally, 'first');
  return store;
}
