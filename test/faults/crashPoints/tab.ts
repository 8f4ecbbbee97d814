import { Observable, type SchedulerAction, type SchedulerLike, Subject, Subscription } from 'rxjs';
import {
  agentSignals,
  defineSignals,
  indexedDbStore,
  type Platform,
  type StoredConsent,
  startTurntally,
  storedConsent,
} from '../../../src/index.js';
import { endpoint, type Post, turnDone } from '../../support/world.js';
import { type Life, never } from './life.js';
import { type Machine, name } from './machine.js';

const extraSignals = defineSignals({ mark: Array.from({ length: 150 }, (_, n) => `m${n}`) });

/** What the app does in a tab; nothing once it is dead. */
export type Tab = ReturnType<typeof tab>;

/** Starts a tab on a machine, with each of its ports wrapped. */
export function tab(on: Machine, life: Life, version: string, keepsAnswer = false) {
  on.plugIn(life);
  const hidden$ = new Subject<void>();
  const idle$ = new Subject<void>();
  const answers: StoredConsent | undefined = keepsAnswer ? storedConsent(name, { extraSignals }) : undefined;
  const told$ = new Observable<boolean | undefined>((subscriber) =>
    on.answer$.subscribe((answer) => {
      if (life.step('consent', `is told ${answer}`)) subscriber.next(answer);
    }),
  );
  const platform: Partial<Platform> = {
    fetch: (_, init) => fetchThrough(on, life, init),
    locks: locks(life),
    scheduler: mortalScheduler(on.clock, life),
    random: () => 0.5,
    newId() {
      life.step('id', 'makes an id');
      return on.newId();
    },
    hidden$,
    idle$,
    online: () => true,
    os: () => 'linux',
  };
  const telemetry = startTurntally({
    endpoint,
    extraSignals,
    release: { version },
    consent$: answers?.consent$ ?? told$,
    store: indexedDbStore(name),
    platform,
  });
  const count = (token: ReturnType<Machine['nextMark']>): void => {
    on.offer({ [token]: 1 });
    telemetry.count(token);
  };
  const act = (port: 'host' | 'page', what: string, work: () => void): void => {
    if (life.step(port, what)) work();
  };
  return {
    life,
    telemetry,
    /** A count of its own, outside any turn; returns its token. */
    note() {
      const mark = on.nextMark();
      act('host', 'counts', () => count(mark));
      return mark;
    },
    turn() {
      const mark = on.nextMark();
      act('host', 'ends a turn', () => {
        count(mark);
        on.offer({ 'turns/total': 1 });
        telemetry.record(turnDone);
      });
      return mark;
    },
    hide: () => act('page', 'is hidden', () => hidden$.next()),
    launch: () => act('page', 'is idle', () => idle$.next()),
    stop: () => act('host', 'stops', () => void telemetry.stop()),
    answer: (agree: boolean) =>
      act('host', `answers ${agree}`, () => {
        if (answers) void answers.answer(agree);
        else on.answer$.next(agree);
      }),
    /** Lets time pass. */
    pass: (ms: number) => (life.alive ? on.clock.advance(ms) : on.clock.idle()),
  };
}

export const vocabulary = { ...agentSignals, ...extraSignals };

/** Dies before the request has arrived, after the collector has dealt with it, or in the midst of the answer's body. */
async function fetchThrough(on: Machine, life: Life, init: RequestInit): Promise<Response> {
  const { signal } = init;
  if (!(signal instanceof AbortSignal)) throw new Error('fetch was given no signal');
  const id = String(new Headers(init.headers).get('Idempotency-Key'));
  const post: Post = { url: endpoint, init, id, body: String(init.body), signal, at: on.clock.now() };
  if (!life.alive) return never;
  if (!life.step('network', 'sends')) {
    on.onTheWay.push(() => void on.arrive(post).catch(() => {}));
    return never;
  }
  const response = await on.arrive(post);
  if (!life.step('network', 'is answered')) return never;
  return withSlowBody(response, life);
}

function withSlowBody(response: Response, life: Life): Response {
  const { status, headers } = response;
  if (!response.body) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream(
    {
      async pull(controller) {
        const { value } = await reader.read();
        if (!life.step('answer', value ? 'is read' : 'ends')) return never;
        if (value) controller.enqueue(value);
        else controller.close();
      },
    },
    { highWaterMark: 0 }, // only what is asked for
  );
  return new Response(body, { status, headers });
}

function locks(life: Life): NonNullable<Platform['locks']> {
  const request = async (lock: string, _: LockOptions, callback: LockGrantedCallback<unknown>): Promise<unknown> => {
    if (!life.step('lock', 'asks')) return never;
    await undefined;
    if (!life.step('lock', 'holds')) return never;
    const result = await callback({ name: lock, mode: 'exclusive' });
    return life.step('lock', 'lets go') ? result : never;
  };
  return { request } as NonNullable<Platform['locks']>;
}

const mortalScheduler = (scheduler: SchedulerLike, life: Life): SchedulerLike => ({
  now: () => scheduler.now(),
  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    if (!life.alive) return Subscription.EMPTY;
    return scheduler.schedule<T>(
      function (this: SchedulerAction<T>, state) {
        if (life.step('timer', 'fires')) work.call(this, state);
      },
      delay,
      state,
    );
  },
});
