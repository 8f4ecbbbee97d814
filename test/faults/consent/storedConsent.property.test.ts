import fc from 'fast-check';
import { test } from 'vitest';
import { effort } from '../../support/effort.js';
import { keptAnswers, stage } from './run.js';
import { accesses, script, story } from './steps.js';

const delays = fc.array(fc.constantFrom(0, 0, 1, 300, 20_000), { maxLength: 12 });

test('should keep two tabs that share a kept answer from counting, keeping or sending beyond it, however late they hear of it', async () => {
  await fc.assert(
    fc.asyncProperty(story(2), accesses, script, delays, async (what, storage, fates, late) => {
      const { take, calm, end } = stage([keptAnswers(late), keptAnswers()], { accesses: storage, fates }, true);
      for (const step of what) await (step === 'calm' ? calm() : take(step));
      await end();
    }),
    { numRuns: effort(25, 80) },
  );
});
