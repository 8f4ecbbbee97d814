import fc from 'fast-check';
import { from, NEVER, of, Subject, take, tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, test, vi } from 'vitest';
import { classify, type SignalToken, toSignals } from '../../src/index.js';
import { hostile } from '../support/hostile.js';
import { compacted, toolFailed, turnDone } from '../support/world.js';

const text = { kind: 'text' };
const values: Record<string, readonly SignalToken[]> = {
  e: ['tool_error/exec'],
  d: ['turns/total'],
  c: ['compaction/total'],
};
const events = { x: text, e: toolFailed, d: turnDone, c: compacted, '0': null };

const marbles = (source: string, expected: string, subscription: string, unsubscribe?: string): void =>
  new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run((helpers) => {
    const source$ = helpers.cold(source, events);
    helpers.expectObservable(source$.pipe(toSignals()), unsubscribe).toBe(expected, values);
    helpers.expectSubscriptions(source$.subscriptions).toBe(subscription);
  });

describe('toSignals()', () => {
  test.each([
    ['maps what counts and drops the rest', 'xe-xd--c-|', '-e--d--c-|', '^--------!'],
    ['never', '-', '-', '^'],
    ['empty', '|', '|', '(^!)'],
    ['error', '-d-#', '-d-#', '^--!'],
    ['an error at once', '#', '#', '(^!)'],
    ['nothing that can be read', '-0-d-|', '---d-|', '^----!'],
  ])('%s', (_, source, expected, subscription) => marbles(source, expected, subscription));

  test('early unsubscribe', () => marbles('-d-d-d-', '-d-d-', '^---!', '----!'));

  test('stops a synchronous source as soon as nobody listens', () => {
    let emitted = 0;
    const source$ = from(Array.from({ length: 1000 }, () => turnDone)).pipe(tap(() => emitted++));
    source$.pipe(toSignals(), take(3)).subscribe();
    expect(emitted).toBe(3);
  });

  test('emits the one shared array that classify answers with', () => {
    const seen: unknown[] = [];
    of(turnDone, { ...turnDone }, turnDone)
      .pipe(toSignals())
      .subscribe((tokens) => seen.push(tokens));
    expect(seen).toHaveLength(3);
    for (const tokens of seen) expect(tokens).toBe(classify(turnDone));
  });

  test('a throwing subscriber throws to the app as it would without it', () => {
    const throwing = (): void => {
      of(turnDone)
        .pipe(
          toSignals(),
          tap(() => {
            throw new Error('mine');
          }),
        )
        .subscribe({ error: caught });
    };
    const caught = vi.fn();
    expect(throwing).not.toThrow();
    expect(caught).toHaveBeenCalledExactlyOnceWith(new Error('mine'));
  });

  test('tells of what cannot be read, and of nothing else', () => {
    const onFault = vi.fn();
    const unreadable = {
      get kind() {
        throw new Error('no');
      },
    };
    const emitted = vi.fn();
    of(null, undefined, unreadable, text, {}, 'turn_done', 7, { kind: 'unheard_of' }, turnDone)
      .pipe(toSignals(onFault))
      .subscribe(emitted);
    expect(onFault).toHaveBeenCalledTimes(5);
    expect(emitted).toHaveBeenCalledTimes(1);
  });

  test('two subscriptions share nothing', () => {
    const source = new Subject<unknown>();
    const tokens$ = source.pipe(toSignals());
    const first = vi.fn();
    const second = vi.fn();
    const subscription = tokens$.subscribe(first);
    tokens$.subscribe(second);
    source.next(turnDone);
    subscription.unsubscribe();
    source.next(turnDone);
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(2);
  });

  test('should neither throw nor end, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 20 }), (items) => {
        const seen: unknown[] = [];
        const done = vi.fn();
        from([...items, turnDone])
          .pipe(toSignals())
          .subscribe({ next: (tokens) => seen.push(tokens), complete: done });
        expect(seen.at(-1)).toEqual(['turns/total']);
        expect(done).toHaveBeenCalledTimes(1);
      }),
    );
  });

  test('never on its own', () => {
    const told = vi.fn();
    NEVER.pipe(toSignals(told)).subscribe(told).unsubscribe();
    expect(told).not.toHaveBeenCalled();
  });
});
