import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchCalls } from '../src/batchCalls.js';

/** Batches that start when `begin` is called, and the calls that each had. */
function batches(fits: (batch: readonly number[]) => boolean = () => true) {
  const waiting: (() => void)[] = [];
  const run: (readonly number[])[] = [];
  const call = batchCalls<number, string>({
    fits,
    run: async (closeBatch) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      const batch = closeBatch();
      run.push([...batch]);
      if (batch.includes(-1)) throw new Error('the batch failed');
      return batch.map(resultOf);
    },
  });
  return { call, run, begin: () => waiting.shift()?.(), waiting };
}

function resultOf(call: number): PromiseSettledResult<string> {
  if (call % 5 === 0) return { status: 'rejected', reason: new Error(`${call} failed`) };
  return { status: 'fulfilled', value: `result of ${call}` };
}

test('should give every call its own result, and keep the order and the limit of batches', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.nat({ max: 99 }), fc.constant('begin' as const))),
      fc.integer({ min: 1, max: 4 }),
      async (steps, most) => {
        const { call, run, begin, waiting } = batches((batch) => batch.length < most);
        const results: Promise<PromiseSettledResult<string>>[] = [];
        const calls: number[] = [];
        for (const step of steps) {
          if (step === 'begin') {
            begin();
            await Promise.resolve();
          } else {
            calls.push(step);
            results.push(Promise.allSettled([call(step)]).then(([result]) => result));
          }
        }
        while (waiting.length > 0) begin();
        expect(await Promise.all(results)).toEqual(calls.map(resultOf));
        expect(run.flat()).toEqual(calls);
        for (const batch of run) expect(batch.length).toBeLessThanOrEqual(most);
      },
    ),
  );
});

test('calls made before the batch starts share it; later ones wait for the next', async () => {
  const { call, run, begin } = batches();
  const early = [call(1), call(2)];
  begin();
  await Promise.all(early);
  const late = call(3);
  begin();
  expect(await late).toBe('result of 3');
  expect(run).toEqual([[1, 2], [3]]);
});

test('a batch that rejects fails its own calls and no others', async () => {
  const { call, begin } = batches();
  const failed = Promise.allSettled([call(1), call(-1)]);
  begin();
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = call(1);
  begin();
  expect(await next).toBe('result of 1');
});
