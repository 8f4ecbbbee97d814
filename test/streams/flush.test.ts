import { NEVER, Observable, of, range, take, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import { flushOnLaunch, skipped } from '../../src/streams/flush.js';

const report = skipped('empty');
const marbles = (run: Parameters<TestScheduler['run']>[0]): unknown =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run);

describe('flushOnLaunch()', () => {
  test.each([
    ['never', '-', '-', '^'],
    ['empty', '|', '|', '(^!)'],
    ['error', '#', '#', '(^!)'],
    ['one launch', 'a|', '---(r|)', '^!'],
    ['a launch that begins while another is under way is ignored', 'ab-c---|', '---r---|', '^------!'],
    ['launches one after the other', 'a---b---|', '---r---r|', '^-------!'],
    ['the source fails in the middle of a launch: so does this, at once', 'a-#', '--#', '^-!'],
  ])('%s', (_, launches, reports, subscribed) => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const launch$ = hot(launches);
      expectObservable(launch$.pipe(flushOnLaunch(() => cold('---(r|)', { r: report })))).toBe(reports, { r: report });
      expectSubscriptions(launch$.subscriptions).toBe(subscribed);
    });
  });

  test('whoever stops listening ends the launch that is under way', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const launch$ = hot('-a----');
      const work$ = cold('---(r|)', { r: report });
      expectObservable(launch$.pipe(flushOnLaunch(() => work$)), '--!').toBe('-');
      expectSubscriptions(launch$.subscriptions).toBe('^-!');
      expectSubscriptions(work$.subscriptions).toBe('-^!');
    });
  });

  test('a source that emits synchronously stops when nobody listens any more', () => {
    let asked = 0;
    const launch$ = new Observable<number>((subscriber) => {
      range(0, 1000).subscribe({
        next(n) {
          if (subscriber.closed) return;
          asked++;
          subscriber.next(n);
        },
      });
    });
    const reports: unknown[] = [];
    launch$
      .pipe(
        flushOnLaunch(() => of(report)),
        take(3),
      )
      .subscribe((each) => reports.push(each));
    expect([reports.length, asked]).toEqual([3, 3]);
  });

  test('a launch that throws or fails is an error', () => {
    const errors: unknown[] = [];
    const listen = { error: (error: unknown) => errors.push(error) };
    const thrown = (): never => {
      throw 'thrown';
    };
    range(0, 1).pipe(flushOnLaunch(thrown)).subscribe(listen);
    range(0, 1)
      .pipe(flushOnLaunch(() => throwError(() => 'failed')))
      .subscribe(listen);
    expect(errors).toEqual(['thrown', 'failed']);
  });

  test('a launch that never ends lets no other begin', () => {
    let begun = 0;
    range(0, 9)
      .pipe(
        flushOnLaunch(() => {
          begun++;
          return NEVER;
        }),
      )
      .subscribe()
      .unsubscribe();
    expect(begun).toBe(1);
  });
});
