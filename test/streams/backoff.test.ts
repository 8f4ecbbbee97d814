import fc from 'fast-check';
import { defer, type ObservableNotification, retry, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { type BackoffOptions, backoff, DeliveryFailed } from '../../src/streams/backoff.js';

const usual: BackoffOptions = { attempts: 4, baseMs: 1000, capMs: 30_000 };

/** When each attempt was made, and what came out of it. */
function attemptsOf(errors: readonly unknown[], options: Partial<BackoffOptions> = {}, random = () => 0.5) {
  const scheduler = new VirtualTimeScheduler();
  const at: number[] = [];
  let outcome: ObservableNotification<never> | undefined;
  const attempt$ = defer(() => {
    at.push(scheduler.now());
    const error = errors[Math.min(at.length, errors.length) - 1];
    return throwError(() => error);
  });
  attempt$
    .pipe(retry(backoff({ ...usual, ...options }, { random, scheduler })))
    .subscribe({ error: (error) => (outcome = { kind: 'E', error }) });
  scheduler.flush();
  return { at, outcome };
}

const asked = (retryAfterMs: number | undefined): DeliveryFailed => new DeliveryFailed(retryAfterMs);
const again = asked(undefined);

describe('backoff()', () => {
  test.each<[string, unknown[], Partial<BackoffOptions>, number[]]>([
    ['four attempts', [again], {}, [0, 500, 1500, 3500]],
    ['one attempt', [again], { attempts: 1 }, [0]],
    ['two attempts', [again], { attempts: 2 }, [0, 500]],
    ['never longer than the cap', [again], { attempts: 9 }, [0, 500, 1500, 3500, 7500, 15_500, 30_500, 45_500, 60_500]],
    ['a cap below the base', [again], { capMs: 10 }, [0, 5, 10, 15]],
    ['no wait at all', [again], { baseMs: 0 }, [0, 0, 0, 0]],
    ['any other error, the second time', [again, new Error('store')], {}, [0, 500]],
    ['any other error', [new Error('store')], {}, [0]],
    ['an error that is nothing', [undefined], {}, [0]],
    ['as long as asked', [asked(7000)], {}, [0, 7000, 14_000, 21_000]],
    ['no longer, if less is asked', [asked(3)], {}, [0, 3, 6, 9]],
    ['at once, if asked', [asked(0)], {}, [0, 0, 0, 0]],
    ['up to a minute, whatever the cap', [asked(60_000)], { attempts: 2 }, [0, 60_000]],
    ['not over a minute', [asked(60_001)], {}, [0]],
    ['asked once, jitter then', [asked(7000), again], {}, [0, 7000, 8000, 10_000]],
  ])('%s', (_, errors, options, at) => {
    const attempts = attemptsOf(errors, options);
    expect(attempts.at).toEqual(at);
    expect(attempts.outcome).toStrictEqual({ kind: 'E', error: errors[Math.min(at.length, errors.length) - 1] });
  });

  test('should wait anything from nothing to the doubling bound before each attempt', () => {
    const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const options = fc.record({
      attempts: fc.integer({ min: 1, max: 12 }),
      baseMs: fc.nat(5000),
      capMs: fc.nat(60_000),
    });
    fc.assert(
      fc.property(options, fc.array(fraction, { minLength: 12, maxLength: 12 }), (some, fractions) => {
        let drawn = 0;
        const { at } = attemptsOf([again], some, () => fractions[drawn++] ?? 0);
        expect(at).toHaveLength(some.attempts);
        at.slice(1).forEach((time, n) => {
          const bound = Math.min(some.capMs, some.baseMs * 2 ** n);
          expect(time - (at[n] ?? 0)).toBe(Math.floor((fractions[n] ?? 0) * bound));
          expect(time - (at[n] ?? 0)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 50 },
    );
  });
});
