import fc from 'fast-check';
import { test } from 'vitest';
import { storedConsent } from '../../../src/index.js';
import type { Clock } from '../../support/world.js';
import { slowChannels } from './channels.js';
import type { ConsentModel } from './model.js';
import { type Answers, stage } from './run.js';
import { accesses, script, story } from './steps.js';

const delays = fc.array(fc.constantFrom(0, 0, 1, 300, 20_000), { maxLength: 12 });

/** A person's answer is kept, and withdrawn for all tabs the moment that it is. */
function kept(model: ConsentModel): Answers {
  const consent = storedConsent('turntally');
  return {
    answers$: consent.consent$,
    say(agree) {
      if (typeof agree !== 'boolean') return;
      void consent.answer(agree).then(() => agree || model.withdrawn());
    },
  };
}

test('should keep two tabs that share a kept answer from counting, keeping or sending beyond it, however late they hear of it', async () => {
  await fc.assert(
    fc.asyncProperty(story(2), accesses, script, delays, async (what, storage, fates, late) => {
      const first = (clock: Clock, model: ConsentModel): Answers => {
        slowChannels(clock, late);
        return kept(model);
      };
      const second = (_: Clock, model: ConsentModel): Answers => kept(model);
      const { take, calm, end } = stage([first, second], { accesses: storage, fates }, true);
      for (const step of what) await (step === 'calm' ? calm() : take(step));
      await end();
    }),
    { numRuns: 150 },
  );
});
