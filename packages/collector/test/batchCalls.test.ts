import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inGroups, type Settled } from '../src/batchCalls.js';

/** Groups that begin when told to, and what they took. */
function groups(fits: (members: readonly number[]) => boolean = () => true) {
  const waiting: (() => void)[] = [];
  const taken: (readonly number[])[] = [];
  const call = inGroups<number, string>(fits, async (take) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const members = take();
    taken.push([...members]);
    if (members.includes(-1)) throw new Error('the group failed');
    return members.map(resultOf);
  });
  return { call, taken, begin: () => waiting.shift()?.(), waiting };
}

function resultOf(member: number): Settled<string> {
  if (member % 5 === 0) return { status: 'rejected', reason: new Error(`${member} failed`) };
  return { status: 'fulfilled', value: `result of ${member}` };
}

test('every call gets its own result, in whichever group it was, and groups keep the order and the limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.nat({ max: 99 }), fc.constant('begin' as const))),
      fc.integer({ min: 1, max: 4 }),
      async (steps, most) => {
        const { call, taken, begin, waiting } = groups((members) => members.length < most);
        const calls: Promise<Settled<string>>[] = [];
        const members: number[] = [];
        for (const step of steps) {
          if (step === 'begin') {
            begin();
            await Promise.resolve();
          } else {
            members.push(step);
            calls.push(Promise.allSettled([call(step)]).then(([result]) => result));
          }
        }
        while (waiting.length > 0) begin();
        expect(await Promise.all(calls)).toEqual(members.map(resultOf));
        expect(taken.flat()).toEqual(members);
        for (const group of taken) expect(group.length).toBeLessThanOrEqual(most);
      },
    ),
  );
});

test('who calls before the work begins shares it, who calls after waits for the next', async () => {
  const { call, taken, begin } = groups();
  const early = [call(1), call(2)];
  begin();
  await Promise.all(early);
  const late = call(3);
  begin();
  expect(await late).toBe('result of 3');
  expect(taken).toEqual([[1, 2], [3]]);
});

test('a group that rejects fails its own calls and no others', async () => {
  const { call, begin } = groups();
  const failed = Promise.allSettled([call(1), call(-1)]);
  begin();
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = call(1);
  begin();
  expect(await next).toBe('result of 1');
});
