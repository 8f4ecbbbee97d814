import { BehaviorSubject, defer, merge, of, Subject, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { memoryStore, type Platform, type Telemetry, type Translator } from '../../../src/index.js';
import { settle, turnDone, turns, type World, world } from '../../support/world.js';
import { honestCollector } from '../../support/worldCollector.js';
import { quietly } from './quietly.js';

quietly();

/** What an app may do from wherever it is called. */
const deeds = {
  'records a turn': ({ telemetry }) => telemetry.record(turnDone),
  'counts a token': ({ telemetry }) => telemetry.count('turns/total'),
  'taps another stream': ({ telemetry }) => of(turnDone).pipe(telemetry.tap()).subscribe(),
  'records from a hundred calls deep': ({ telemetry }) => {
    const nested: Translator<number> = () => ({
      next: (depth) => {
        if (depth > 0)
          of(depth - 1)
            .pipe(telemetry.tap(nested))
            .subscribe();
        return depth === 100 ? [turnDone] : [];
      },
      end: () => [],
    });
    of(100).pipe(telemetry.tap(nested)).subscribe();
  },
  'is hidden': ({ hidden$ }) => hidden$.next(),
  launches: ({ idle$ }) => idle$.next(),
  flushes: ({ telemetry }) => void telemetry.flush(),
  inspects: ({ telemetry }) => void telemetry.inspect(),
  'observes the status': ({ telemetry }) => telemetry.status$.subscribe().unsubscribe(),
  'no longer knows the answer, then does': ({ consent$ }) => {
    for (const said of [undefined, true]) consent$.next(said);
  },
  'says yes again': ({ consent$ }) => consent$.next(true),
  'says no, then yes': ({ consent$ }) => {
    for (const said of [false, true]) consent$.next(said);
  },
  stops: ({ telemetry }) => void telemetry.stop(),
  'stops twice': ({ telemetry }) => void [telemetry.stop(), telemetry.stop()],
} satisfies Record<string, (made: World) => unknown>;
const counting: readonly string[] = Object.keys(deeds).slice(0, 4);

type Hook = (deed: () => void) => Partial<Parameters<typeof world>[0]> & { during?: (made: World) => void };

const inHost =
  (part: keyof Platform, value: unknown): Hook =>
  (deed) => ({
    platform: {
      [part]: () => {
        deed();
        return value;
      },
    },
  });
/** Where an app is called, and does something before it goes on. */
const hooks: Record<string, Hook> = {
  'an observer of a tapped stream': (deed) => ({
    during: ({ telemetry }) => of(turnDone).pipe(telemetry.tap()).subscribe(deed),
  }),
  'the end of a tapped stream': (deed) => ({
    during: ({ telemetry }) => of(turnDone).pipe(telemetry.tap()).subscribe({ complete: deed }),
  }),
  'the teardown of a tapped stream': (deed) => ({
    during: ({ telemetry }) => {
      const stream$ = new Subject<typeof turnDone>();
      const subscription = stream$.pipe(telemetry.tap()).subscribe();
      subscription.add(deed);
      stream$.next(turnDone);
      subscription.unsubscribe();
    },
  }),
  'a translator': (deed) => ({
    during: ({ telemetry }) => {
      const translator: Translator<string> = () => {
        deed();
        const answering = <T>(events: T) => {
          deed();
          return events;
        };
        return { next: () => answering([turnDone]), end: () => answering([]) };
      };
      of('x').pipe(telemetry.tap(translator)).subscribe();
    },
  }),
  'a getter of an event': (deed) => ({
    during: ({ telemetry }) =>
      telemetry.record({
        get kind() {
          deed();
          return 'turn_done' as const;
        },
      }),
  }),
  'an observer of status$': (deed) => ({
    during: ({ telemetry }) => {
      telemetry.status$.subscribe(deed);
      telemetry.record(turnDone);
    },
  }),
  'online()': inHost('online', true),
  'random()': inHost('random', 0.5),
  'a lock': (deed) => ({
    platform: {
      locks: {
        request: async (_: string, __: unknown, callback: (lock: unknown) => unknown) => {
          deed();
          await callback({});
          deed();
        },
      } as unknown as LockManager,
    },
  }),
  'the launches': (deed) => ({ launch$: merge(new Subject(), of(1).pipe(tap(deed))) }),
  'the wait for a hidden page': (deed) => ({
    platform: {
      hidden$: defer(() => {
        deed();
        return new Subject();
      }),
    },
  }),
};

describe.each(Object.keys(hooks))('from within %s', (where) => {
  test.each(Object.keys(deeds) as (keyof typeof deeds)[])('an app that %s does no harm', async (what) => {
    const collector = honestCollector();
    let made: World | undefined;
    let depth = 0;
    let done = 0;
    const deed = (): void => {
      // The app's part to end a recursion; some are called before anything is there to act on.
      if (!made || depth > 0 || done >= 3) return;
      depth++;
      done++;
      deeds[what](made);
      depth--;
    };
    const { during, ...options } = hooks[where]?.(deed) ?? {};
    const store = memoryStore();
    made = world({ store, answered: undefined, replies: collector.replies('lost', 'counted'), ...options });
    made.consent$.next(true);
    await made.clock.advance(0);
    turns(made.telemetry, 2);
    during?.(made);
    made.idle$.next();
    void made.telemetry.flush();
    await made.clock.advance(60_000);
    expect(done, 'the deed was done').toBeGreaterThan(0);

    turns(made.telemetry, 5);
    await made.clock.run(made.telemetry.stop());
    const next = made.start({ consent$: new BehaviorSubject(true), platform: quietPlatform, launch$: new Subject() });
    await made.clock.advance(86_400_000);
    await made.clock.run(next.flush());
    await made.clock.run(next.flush());
    await made.clock.run(next.stop());
    await settle();
    const added = counting.includes(what) ? done : 0;
    const recorded = 2 + 5 + (during ? 1 : 0) + added;
    const { 'turns/total': delivered = 0 } = collector.sums;
    // Before the page is listened to, counting has not begun yet.
    const missed = where === 'the wait for a hidden page' ? added : 0;
    const isWithdrawn = what === 'says no, then yes';
    const least = what.startsWith('stops') ? 0 : isWithdrawn ? 5 : recorded - missed;
    expect(delivered).toBeGreaterThanOrEqual(least);
    expect(delivered).toBeLessThanOrEqual(recorded);
  });
});

const quietPlatform: Partial<Platform> = {
  hidden$: new Subject(),
  online: () => true,
  random: () => 0.5,
  locks: undefined,
};

test('should give each of many nested recordings its count, once', async () => {
  const { telemetry, clock, store } = world();
  const nested = (depth: number, to: Telemetry): void => {
    of(turnDone)
      .pipe(to.tap())
      .subscribe(() => depth > 1 && nested(depth - 1, to));
  };
  nested(500, telemetry);
  await clock.advance(5000);
  expect((await store.read()).pending).toMatchObject([{ counters: { 'turns/total': 500 } }]);
  await clock.run(telemetry.stop());
});
