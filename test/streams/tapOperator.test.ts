import { from, of, tap as rxTap, Subject, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, test, vi } from 'vitest';
import type { AgentEvent, Translator } from '../../src/index.js';
import { tap } from '../../src/streams/tap.js';
import { turnDone } from '../support/world.js';

/** Records as turntally does: it tells the kind of what it is given. */
const listener = () => ({
  record: vi.fn((event: unknown): unknown => Object(event).kind),
  save: vi.fn(),
  onFault: vi.fn(),
});

/** What it is asked, in order; answers each item with a turn. */
function spy() {
  const asked: unknown[] = [];
  let made = 0;
  const translator: Translator<unknown> = () => {
    const stream = ++made;
    return {
      next(item) {
        asked.push([stream, 'next', item]);
        return [turnDone];
      },
      end(...error) {
        asked.push([stream, 'end', ...error]);
        return [];
      },
    };
  };
  return { translator, asked, made: () => made };
}

function fail(): never {
  throw new Error('mine');
}
const broken: [string, Translator<unknown>][] = [
  ['the factory', () => fail()],
  ['next', () => ({ next: fail, end: () => [] })],
  ['end', () => ({ next: () => [], end: fail })],
  ['everything', () => ({ next: fail, end: fail })],
  ['nothing, but answers null', () => ({ next: () => null as never, end: () => null as never })],
];

describe('mirror()', () => {
  const streams: [string, string, string, string?][] = [
    ['never', '-', '^'],
    ['empty', '|', '(^!)'],
    ['error', '#', '(^!)'],
    ['items', '-a-(bc)-|', '^-------!'],
    ['items and an error', 'a-b-#', '^---!'],
    ['early unsubscribe', '-a-b-c-', '^---!', '----!'],
  ];
  const marbles = (
    translator: Translator<unknown> | undefined,
    [, source, subscription, unsubscribe]: (typeof streams)[number],
  ) =>
    new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold(source);
        const expected = unsubscribe === undefined ? source : source.slice(0, unsubscribe.length - 1);
        expectObservable(source$.pipe(tap(translator, listener())), unsubscribe).toBe(expected);
        expectSubscriptions(source$.subscriptions).toBe(subscription);
      },
    );

  test.each(streams)('%s', (...stream) => marbles(undefined, stream));
  test.each(streams)('%s, and a translator that makes nothing', (...stream) =>
    marbles(() => undefined as never, stream),
  );
  describe.each(broken)('whatever throws: %s', (_, translator) => {
    test.each(streams)('%s', (...stream) => marbles(translator, stream));
    test('tells', () => {
      const told = listener();
      of(1, 2).pipe(tap(translator, told)).subscribe();
      expect(told.onFault).toHaveBeenCalled();
      expect(told.save).toHaveBeenCalledTimes(1);
    });
  });

  test('stops a synchronous source as soon as nobody listens', () => {
    let emitted = 0;
    const told = listener();
    from(Array(1000).keys())
      .pipe(
        rxTap(() => emitted++),
        tap<number>(spy().translator, told),
        take(3),
      )
      .subscribe();
    expect(emitted).toBe(3);
    expect(told.record).toHaveBeenCalledTimes(3);
    expect(told.save).toHaveBeenCalledTimes(1);
  });

  test('makes a translator for each stream, and none before it is subscribed', () => {
    const { translator, asked, made } = spy();
    const items$ = of('x').pipe(tap<string>(translator, listener()));
    expect(made()).toBe(0);
    items$.subscribe();
    items$.subscribe();
    expect(asked).toEqual([
      [1, 'next', 'x'],
      [1, 'end', undefined],
      [2, 'next', 'x'],
      [2, 'end', undefined],
    ]);
  });

  test.each<[string, (source: Subject<string>, unsubscribe: () => void) => void, unknown]>([
    ['completes', (source) => source.complete(), undefined],
    ['errors', (source) => source.error('theirs'), 'theirs'],
    ['is dropped', (_, unsubscribe) => unsubscribe(), { name: 'AbortError' }],
  ])('ends the translator once when the stream %s, whatever follows', (_, finish, error) => {
    const { translator, asked } = spy();
    const told = listener();
    const source = new Subject<string>();
    const subscription = source.pipe(tap<string>(translator, told)).subscribe({ error: () => {} });
    source.next('x');
    finish(source, () => subscription.unsubscribe());
    source.complete();
    subscription.unsubscribe();
    expect(asked).toEqual([
      [1, 'next', 'x'],
      [1, 'end', error],
    ]);
    expect(told.save).toHaveBeenCalledTimes(1);
  });

  test('records before the app sees the item, and the end before the app sees it', () => {
    const order: string[] = [];
    const translator: Translator<string> = () => ({ next: () => [turnDone], end: () => [turnDone] });
    const record = (): number => order.push('recorded');
    of('x')
      .pipe(tap(translator, { record, save: () => order.push('saved'), onFault: fail }))
      .subscribe({ next: () => order.push('item'), complete: () => order.push('complete') });
    expect(order).toEqual(['recorded', 'item', 'recorded', 'saved', 'complete']);
  });
});

describe('mirror() of agent events', () => {
  const started: AgentEvent = { kind: 'turn_started' };
  /** What is recorded of a stream that ends so, after its own events. */
  const closing = (events: unknown[], error?: unknown): unknown[] => {
    const told = listener();
    const source = new Subject();
    source.pipe(tap(undefined, told)).subscribe({ error: () => {} });
    for (const event of events) source.next(event);
    if (error === undefined) source.complete();
    else source.error(error);
    const recorded = told.record.mock.calls.map(([event]) => event);
    expect(recorded.slice(0, events.length)).toEqual(events);
    expect(told.onFault).not.toHaveBeenCalled();
    return recorded.slice(events.length);
  };

  test.each<[string, unknown[], unknown, AgentEvent[]]>([
    ['no turn', [], undefined, []],
    ['no turn, and an error', [], new Error('reset'), []],
    ['an open turn', [started], undefined, [{ kind: 'turn_done' }]],
    ['an open turn, and an error', [started], 'status 429', [{ kind: 'turn_done', err: 'status 429' }]],
    ['a done turn', [started, turnDone], undefined, []],
    ['a done turn, and an error', [started, turnDone], 'status 429', []],
    ['a second open turn', [started, turnDone, started], undefined, [{ kind: 'turn_done' }]],
    ['a turn started twice', [started, started], undefined, [{ kind: 'turn_done' }]],
    ['items that are no events', [null, undefined, 'x', 7], 'eof', []],
    ['an open turn, and a number thrown', [started], 7, [{ kind: 'turn_done', err: 7 as never }]],
  ])('%s', (_, events, error, expected) => expect(closing(events, error)).toEqual(expected));
});
