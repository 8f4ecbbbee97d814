import fc from 'fast-check';
import { type Observable, observeOn } from 'rxjs';
import { test } from 'vitest';
import { effort } from '../../support/effort.js';
import { type Answers, plainAnswers, stage } from './run.js';
import { accesses, script, story } from './steps.js';
import { answersOf } from './tabs.js';

const first = fc.constantFrom<unknown[]>([true], [true], [false], [undefined], [], [false, true], [true, false]);

test('should count, keep and send exactly what is recorded under a consent that stands', async () => {
  await fc.assert(
    fc.asyncProperty(first, fc.boolean(), story(1), accesses, script, async (said, isLate, what, storage, fates) => {
      const { take, calm, end } = stage(
        [
          (clock): Answers => {
            const plain = plainAnswers(answersOf(said));
            const late = (answers$: Observable<unknown>) => answers$.pipe(observeOn(clock, 1));
            return isLate ? { ...plain, answers$: late(plain.answers$) } : plain;
          },
        ],
        { accesses: storage, fates },
      );
      for (const step of what) await (step === 'calm' ? calm() : take(step));
      await end();
    }),
    { numRuns: effort(25, 80) },
  );
});
