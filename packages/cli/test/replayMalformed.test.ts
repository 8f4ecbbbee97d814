import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestLine, splitLines } from '../src/replay/splitLines.js';
import { examples, formatNames, lines, recorded, replayed } from './replaySupport.js';

const turnDone = '{"kind":"turn_done"}\n';

const junk = fc.constantFrom(
  'not JSON',
  '{"kind":"turn_done"',
  '{"kind":"turn_done"}{"kind":"turn_done"}',
  '42',
  'null',
  'true',
  '"turn_done"',
  '[{"kind":"turn_done","type":"finish"}]',
  '{}',
  '{"kind":7,"type":7,"sent":7,"received":7}',
  '{"end":7}',
  '\u0000\u0001',
  'data: {"type":"start"}',
);

test.each(examples)(
  'malformed lines in the $name session are skipped and counted, and change nothing else',
  async (example) => {
    const { from, name } = example;
    const session = recorded(name).trimEnd().split('\n');
    const clean = await replayed(recorded(name), { from });
    const inserted = fc.array(fc.record({ line: junk, after: fc.nat(session.length - 1) }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(inserted, async (bad) => {
        const mixed = session.flatMap((line, at) => [
          { line, isBad: false },
          ...bad.filter(({ after }) => after === at).map(({ line }) => ({ line, isBad: true })),
        ]);
        const numbers = mixed.flatMap(({ isBad }, at) => (isBad ? [at + 1] : []));
        const { malformed, lines, ...rest } = await replayed(mixed.map(({ line }) => line).join('\n'), { from });
        expect(lines).toBe(mixed.length);
        expect(malformed.count).toBe(bad.length);
        expect(malformed.first.map(({ line }) => line)).toEqual(numbers.slice(0, 5));
        expect({ ...clean, ...rest }).toEqual(clean);
      }),
      { numRuns: 30 },
    );
  },
);

test('malformed lines are reported with number and reason, and not quoted', async () => {
  const text = `${turnDone}secret\n"secret"\n\n{"secret":1}\n${turnDone}{"kind":["secret"]}`;
  const { malformed, counters } = await replayed(text);
  expect(malformed).toEqual({
    count: 4,
    first: [
      { line: 2, reason: 'not a JSON object' },
      { line: 3, reason: 'not a JSON object' },
      { line: 5, reason: 'not an agent event: missing "kind"' },
      { line: 7, reason: 'not an agent event: missing "kind"' },
    ],
  });
  expect(counters).toEqual({ 'turns/total': 2 });
});

test('an item that its adapter rejects is a malformed line', async () => {
  const prompt = { sent: { method: 'session/prompt', id: 1, params: { sessionId: 's' } } };
  const unreadable = { received: { method: 'session/update', params: { sessionId: 's' } } };
  const { malformed } = await replayed(lines(prompt, unreadable), { from: 'acp' });
  expect(malformed).toEqual({ count: 1, first: [{ line: 2, reason: 'not an acp message: invalid content' }] });
});

test.each(formatNames)('should account for each line of %s, whatever JSON it is', async (from) => {
  const field = fc.constantFrom('kind', 'type', 'sent', 'received', 'end', 'usage', 'error', 'params', 'method', 'id');
  const item = fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.constantFrom('turn_done', 'usage', 'finish', 'start')));
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1 }), async (items) => {
      const result = await replayed(lines(...items), { from });
      expect(result.lines).toBe(items.length);
      expect(result.malformed.count).toBeLessThanOrEqual(items.length);
    }),
  );
});

test('--strict fails at the first malformed line and names it', async () => {
  await expect(replayed(`${turnDone}\nsecret\n${turnDone}`, { strict: true })).rejects.toThrow(
    /^line 3: not a JSON object$/,
  );
  expect((await replayed(`${turnDone}\n${turnDone}`, { strict: true })).counters).toEqual({ 'turns/total': 2 });
});

test('ignores blank lines, a byte order mark and the line ends of Windows', async () => {
  const { counters, malformed, lines } = await replayed(`\uFEFF{"kind":"turn_done"}\r\n\r\n  \r\n{"kind":"turn_done"}`);
  expect([counters, malformed.count, lines]).toEqual([{ 'turns/total': 2 }, 0, 4]);
});

test.each(['', '\n', ' \r\n\n', '\uFEFF'])('an empty session is an error: %j', async (text) => {
  await expect(replayed(text)).rejects.toThrow('the session is empty');
});

test('skips a line only if it is longer than the longest, and reads the next', () => {
  const cut = (text: string, ...cuts: number[]) => {
    const seen: (string | undefined)[] = [];
    const { push, end } = splitLines((line) => seen.push(line), 5);
    for (const [n, to] of [...cuts, text.length].entries()) push(Buffer.from(text.slice(cuts[n - 1] ?? 0, to)));
    end();
    return seen;
  };
  for (const cuts of [[], [3], [5], [6], [7], [3, 9], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    expect(cut('abcde\nfghijk\nl', ...cuts)).toEqual(['abcde', undefined, 'l']);
    expect(cut('fghijk\n\nabcdefghijkl', ...cuts)).toEqual([undefined, '', undefined]);
  }
});

test('a line longer than 16 MiB is malformed, one of 16 MiB is read', async () => {
  const longest = `{"kind":"turn_done","x":"${'x'.repeat(longestLine - 27)}"}`;
  expect(longest).toHaveLength(longestLine);
  const { malformed, counters } = await replayed(`${longest}\n${longest} \n${turnDone}`);
  expect(malformed).toEqual({ count: 1, first: [{ line: 2, reason: 'longer than 16 MiB' }] });
  expect(counters).toEqual({ 'turns/total': 2 });
});
