import fc from 'fast-check';
import { test } from 'vitest';
import { effort } from '../../support/effort.js';
import { plainAnswers, stage } from './run.js';
import { accesses, script, story } from './steps.js';
import { answersOf } from './tabs.js';

const first = fc.constantFrom<unknown[]>([true], [true], [true], [false], [undefined], []);

test('should keep two tabs that disagree from bringing back, keeping or sending what either has erased', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(first, first), story(2), accesses, script, async (said, what, storage, fates) => {
      const { take, calm, end } = stage(
        said.map((answers) => () => plainAnswers(answersOf(answers))),
        { accesses: storage, fates },
      );
      for (const step of what) await (step === 'calm' ? calm() : take(step));
      await end();
    }),
    { numRuns: effort(25, 80) },
  );
});
