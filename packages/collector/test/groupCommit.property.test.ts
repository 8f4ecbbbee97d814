import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preparedStore, type SettleCall, settleCalls, settleResult } from './decisions.js';

const groups = fc.array(settleCalls, { minLength: 1, maxLength: 4 });

test('batches that share transactions have the outcomes and leave the rows that they would one after the other', async () => {
  const kinds = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(groups, async (groups) => {
      const [shared, alone] = [await preparedStore(), await preparedStore()];
      for (const group of groups) {
        const together = await Promise.all(group.map((each) => settleResult(shared.store, each)));
        const oneByOne = [];
        for (const each of group) oneByOne.push(await settleResult(alone.store, each));
        expect(together).toEqual(oneByOne);
        for (const outcome of together) kinds.add(outcome === 'failed' ? outcome : outcome.kind);
      }
      expect(await shared.contents()).toEqual(await alone.contents());
      const find = ({ id, sealed }: SettleCall) => Promise.allSettled([shared.store.find(id, sealed)]);
      const together = await Promise.all(groups.flat().map(find));
      for (const [n, each] of groups.flat().entries()) expect(await find(each)).toEqual(together[n]);
      await Promise.all([shared.store.close(), alone.store.close()]);
    }),
    { numRuns: 25 },
  );
  expect(kinds).toEqual(new Set(['counted', 'void', 'failed']));
});
