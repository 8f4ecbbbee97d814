import fc from 'fast-check';
import { from, NEVER, of, Subject, take, tap, VirtualTimeScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, test, vi } from 'vitest';
import { type Counters, type SignalToken, type TallyOptions, tallyTurns } from '../../src/index.js';
import { addTokens } from '../../src/reducers/counters.js';
import { addTo } from '../support/world.js';

const tokens: Record<string, readonly SignalToken[]> = {
  e: ['tool_error/exec'],
  c: ['compaction/total'],
  d: ['turns/total'],
  p: ['provider_error/timeout', 'turns/total'],
};
/** Each letter a token counted once. */
const tallied: Record<string, Counters> = {
  D: { 'turns/total': 1 },
  E: { 'tool_error/exec': 1 },
  F: { 'tool_error/exec': 2 },
  G: { 'tool_error/exec': 1, 'turns/total': 1 },
  H: { 'tool_error/exec': 2, 'compaction/total': 1, 'turns/total': 1 },
  P: { 'provider_error/timeout': 1, 'turns/total': 1 },
};

interface Case {
  source: string;
  close?: string;
  expected: string;
  subscription: string;
  closeSubscription?: string;
  unsubscribe?: string;
  options?: TallyOptions;
}

/** One frame is one millisecond; tallies are closed after 5 unless told. */
function marbles({ source, close = '-', expected, subscription, closeSubscription, unsubscribe, options }: Case): void {
  const scheduler = new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted));
  scheduler.run((helpers) => {
    const source$ = helpers.cold(source, tokens);
    const close$ = helpers.cold(close);
    const tallies$ = source$.pipe(tallyTurns(close$, { maxUnsavedMs: 5, scheduler, ...options }));
    helpers.expectObservable(tallies$, unsubscribe).toBe(expected, tallied);
    helpers.expectSubscriptions(source$.subscriptions).toBe(subscription);
    if (closeSubscription !== undefined) helpers.expectSubscriptions(close$.subscriptions).toBe(closeSubscription);
  });
}

describe('tallyTurns()', () => {
  test.each<[string, Case]>([
    ['never', { source: '-', expected: '-', subscription: '^' }],
    ['empty', { source: '|', expected: '|', subscription: '(^!)' }],
    ['error', { source: '#', expected: '#', subscription: '(^!)' }],
    ['closes at the end of each turn', { source: '-d-p-|', expected: '-D-P-|', subscription: '^----!' }],
    ['sums what a turn counts', { source: 'eced-|', expected: '---H-|', subscription: '^----!' }],
    ['starts afresh after a turn', { source: 'ed-d-|', expected: '-G-D-|', subscription: '^----!' }],
    ['closes at the end of the source', { source: '-e-|', expected: '---(E|)', subscription: '^--!' }],
    ['closes at an error of the source', { source: '-e-#', expected: '---(E#)', subscription: '^--!' }],
    ['closes when told to', { source: '-e---d|', close: '---x', expected: '---E-D|', subscription: '^-----!' }],
    ['has nothing to close', { source: '-d----|', close: 'x--x-x', expected: '-D----|', subscription: '^-----!' }],
    [
      'closes 5 ms after the first unsaved count',
      { source: '-e-e----e---|', expected: '------F-----(E|)', subscription: '^-----------!' },
    ],
    ['times each tally anew', { source: '-ed-e-------|', expected: '--G------E--|', subscription: '^-----------!' }],
    [
      'forgets the timer at a close',
      { source: '-e--e------|', close: '---x', expected: '---E-----E-|', subscription: '^----------!' },
    ],
    [
      'goes on without close$ when it completes',
      {
        source: '-e-----e-|',
        close: '--|',
        expected: '------E--(E|)',
        subscription: '^--------!',
        closeSubscription: '^-!',
      },
    ],
    ['goes on without close$ when it fails', { source: '-ed-|', close: '#', expected: '--G-|', subscription: '^---!' }],
    [
      'lets go of close$ with the source',
      { source: '-d-|', close: '-', expected: '-D-|', subscription: '^--!', closeSubscription: '^--!' },
    ],
    [
      'early unsubscribe',
      { source: '-e-d-e-', expected: '---G-', subscription: '^---!', unsubscribe: '----!', closeSubscription: '^---!' },
    ],
    [
      'early unsubscribe with a tally open',
      { source: '-e-----', expected: '---', subscription: '^-!', unsubscribe: '--!' },
    ],
    ['maxUnsavedMs 0', { source: '-e-e-|', expected: '-E-E-|', subscription: '^----!', options: { maxUnsavedMs: 0 } }],
  ])('%s', (_, given) => marbles(given));

  test('closes five seconds after the first unsaved count unless told', () => {
    const scheduler = new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted));
    scheduler.run(({ cold, expectObservable }) => {
      const tallies$ = cold('e 6s |', tokens).pipe(tallyTurns(NEVER, { scheduler }));
      expectObservable(tallies$).toBe('5s E 1000ms |', tallied);
    });
  });

  test('stops a synchronous source as soon as nobody listens', () => {
    let emitted = 0;
    from(Array.from({ length: 1000 }, () => tokens.d ?? []))
      .pipe(
        tap(() => emitted++),
        tallyTurns(),
        take(3),
      )
      .subscribe();
    expect(emitted).toBe(3);
  });

  test('what was counted comes before the error of a callback upstream', () => {
    const seen: unknown[] = [];
    of(tokens.e ?? [], tokens.e ?? [], [])
      .pipe(
        tap((some) => {
          if (some.length === 0) throw new Error('mine');
        }),
        tallyTurns(),
      )
      .subscribe({ next: (tally) => seen.push(tally), error: (error) => seen.push(error) });
    expect(seen).toEqual([tallied.F, new Error('mine')]);
  });

  test('closes while it is being told to close', () => {
    const close$ = new Subject<void>();
    const source = new Subject<readonly SignalToken[]>();
    const seen: Counters[] = [];
    source.pipe(tallyTurns(close$)).subscribe((tally) => {
      seen.push(tally);
      close$.next();
    });
    for (const some of [tokens.e, tokens.d, tokens.d]) source.next(some ?? []);
    expect(seen).toEqual([tallied.G, tallied.D]);
  });

  test('two subscriptions share nothing', () => {
    const source = new Subject<readonly SignalToken[]>();
    const tallies$ = source.pipe(tallyTurns());
    const [first, second] = [vi.fn(), vi.fn()];
    const subscription = tallies$.subscribe(first);
    source.next(['tool_error/exec']);
    tallies$.subscribe(second);
    source.next(['turns/total']);
    subscription.unsubscribe();
    source.next(['turns/total']);
    expect(first.mock.calls).toEqual([[tallied.G]]);
    expect(second.mock.calls).toEqual([[tallied.D], [tallied.D]]);
  });

  test('leaves no timer behind', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<readonly SignalToken[]>();
    for (const ending of ['complete', 'unsubscribe', 'turn']) {
      const subscription = source.pipe(tallyTurns(NEVER, { scheduler }), take(1)).subscribe();
      source.next(['tool_error/exec']);
      expect(scheduler.actions).toHaveLength(1);
      if (ending === 'unsubscribe') subscription.unsubscribe();
      else source.next(['turns/total']);
      expect(scheduler.actions).toHaveLength(0);
    }
  });

  test('leaves no timer behind a close, and starts one for what is counted meanwhile', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<readonly SignalToken[]>();
    const close$ = new Subject<void>();
    const seen: Counters[] = [];
    source.pipe(tallyTurns(close$, { scheduler })).subscribe((tally) => {
      // As the app's own store may do.
      if (seen.push(tally) < 3) source.next(['compaction/total']);
    });
    source.next(['tool_error/exec']);
    scheduler.flush();
    expect(scheduler.frame).toBe(15_000);
    expect(seen).toEqual([tallied.E, { 'compaction/total': 1 }, { 'compaction/total': 1 }]);
    source.next(['tool_error/exec']);
    close$.next();
    expect(scheduler.actions).toHaveLength(0);
  });

  test('should emit every count once, in tallies that are never empty, however it is closed', () => {
    const step = fc.constantFrom<readonly SignalToken[] | 'close' | number>(...Object.values(tokens), 'close', 1, 5000);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, fails) => {
        const scheduler = new VirtualTimeScheduler();
        const source = new Subject<readonly SignalToken[]>();
        const close$ = new Subject<void>();
        const tallies: Counters[] = [];
        let counted: Counters = {};
        let ended = 0;
        const end = (): void => {
          ended++;
        };
        source
          .pipe(tallyTurns(close$, { scheduler }))
          .subscribe({ next: (tally) => tallies.push(tally), error: end, complete: end });
        for (const each of steps) {
          if (each === 'close') close$.next();
          else if (typeof each === 'number') {
            scheduler.maxFrames = scheduler.frame + each;
            scheduler.flush();
            scheduler.frame = scheduler.maxFrames;
          } else {
            counted = addTokens(counted, each);
            source.next(each);
          }
        }
        if (fails) source.error(new Error('theirs'));
        else source.complete();
        const sum: Counters = {};
        for (const tally of tallies) addTo(sum, tally);
        expect(sum).toEqual(counted);
        for (const tally of tallies) {
          expect(Object.keys(tally)).not.toEqual([]);
          expect(tally['turns/total'] ?? 0).toBeLessThanOrEqual(1);
        }
        expect(ended).toBe(1);
      }),
    );
  });
});

/** A scheduler whose clock can be set, beside the time that truly passes. */
function settable() {
  const time = new VirtualTimeScheduler();
  let aheadMs = 0;
  const scheduler = Object.assign(Object.create(time) as VirtualTimeScheduler, { now: () => time.frame + aheadMs });
  return {
    time,
    scheduler,
    setBy(ms: number) {
      aheadMs += ms;
    },
    pass(ms: number) {
      time.maxFrames = time.frame + ms;
      time.flush();
      time.frame = time.maxFrames;
    },
  };
}

test('should close a tally in time also where the clock is set back meanwhile', () => {
  const { scheduler, time, setBy } = settable();
  const closed: number[] = [];
  const signals$ = new Subject<readonly SignalToken[]>();
  signals$.pipe(tallyTurns(undefined, { maxUnsavedMs: 5000, scheduler })).subscribe(() => closed.push(time.frame));
  signals$.next(['tool_error/exec']);
  setBy(-1000);
  time.flush();
  expect(closed).toEqual([5000]);
});

test('closes a later tally at once where the timer comes too late for it, too', () => {
  const { scheduler, time, setBy, pass } = settable();
  const schedule = vi.spyOn(time, 'schedule');
  const closed: number[] = [];
  const signals$ = new Subject<readonly SignalToken[]>();
  signals$.pipe(tallyTurns(undefined, { maxUnsavedMs: 5000, scheduler })).subscribe(() => closed.push(time.frame));
  signals$.next(['tool_error/exec']);
  signals$.next(['turns/total']);
  pass(1000);
  signals$.next(['tool_error/exec']);
  setBy(10_000); // as it looks where timers were held back
  time.flush();
  pass(4000);
  expect(closed).toEqual([0, 5000]);
  expect(schedule).toHaveBeenCalledTimes(1);
});

test('starts one timer for many turns', () => {
  const scheduler = new VirtualTimeScheduler();
  const schedule = vi.spyOn(scheduler, 'schedule');
  const source = new Subject<readonly SignalToken[]>();
  source.pipe(tallyTurns(NEVER, { scheduler })).subscribe();
  for (let turn = 0; turn < 1000; turn++) for (const some of [tokens.e, tokens.e, tokens.d]) source.next(some ?? []);
  expect(schedule).toHaveBeenCalledTimes(1);
});

test.each<[string, fc.Arbitrary<number>, number]>([
  ['in time, wherever the clock is set back to', fc.integer({ min: -100_000, max: 0 }), 5000],
  ['in time, wherever the clock is set forward to', fc.integer({ min: 0, max: 100_000 }), 5000],
  ['within twice the time, wherever the clock is set to and fro', fc.integer({ min: -100_000, max: 100_000 }), 10_000],
])('should close each tally %s', (_, setting, longestMs) => {
  const step = fc.oneof(
    fc.constantFrom(tokens.e ?? [], tokens.d ?? []),
    fc.record({ pass: fc.integer({ min: 1, max: 4000 }) }),
    fc.record({ setBy: setting }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { scheduler, time, setBy, pass } = settable();
      const source = new Subject<readonly SignalToken[]>();
      let since: number | undefined;
      const held: number[] = [];
      source.pipe(tallyTurns(undefined, { maxUnsavedMs: 5000, scheduler })).subscribe(() => {
        held.push(time.frame - (since ?? Number.NaN));
        since = undefined;
      });
      for (const each of steps) {
        if ('pass' in each) pass(each.pass);
        else if ('setBy' in each) setBy(each.setBy);
        else {
          since ??= time.frame;
          source.next(each);
        }
      }
      pass(10_000);
      expect(since).toBeUndefined();
      for (const ms of held) expect(ms).toBeLessThanOrEqual(longestMs);
    }),
    { numRuns: 2000 },
  );
});
