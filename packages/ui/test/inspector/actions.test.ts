import { EMPTY } from 'rxjs';
import { expect, test } from 'vitest';
import type { FlushReport } from '../../../../src/index.js';
import { describeFlush, erase, send } from '../../src/inspector/actions.js';
import { createFormatters } from '../../src/inspector/formatters.js';
import { en } from '../../src/strings/en/index.js';
import { zh } from '../../src/strings/zh/index.js';

const nothingDone: FlushReport = { delivered: 0, foldedBack: 0, held: 0, lost: 0 };
const formatters = createFormatters(en);
const { inspector: words } = en;

test.each(['consent', 'offline', 'busy', 'postponed', 'empty'] as const)(
  'says that nothing was sent: %s',
  (skipped) => {
    for (const strings of [en, zh]) {
      expect(describeFlush({ ...nothingDone, skipped }, createFormatters(strings))).toBe(
        strings.inspector.skipped[skipped],
      );
    }
    expect(words.skipped[skipped]).toMatch(/^Nothing was sent: /);
  },
);

test.each<[Partial<FlushReport>, string]>([
  [{}, 'Nothing was sent.'],
  [{ delivered: 1 }, '1 delivery has arrived.'],
  [{ delivered: 1200 }, '1,200 deliveries have arrived.'],
  [{ delivered: 2, held: 1 }, `2 deliveries have arrived. ${words.flushed.held(1, '1')}`],
  [{ foldedBack: 1, lost: 1 }, `${words.flushed.foldedBack(1, '1')} 1 count was given up.`],
])('says what a flush did: %j', (report, text) => {
  expect(describeFlush({ ...nothingDone, ...report }, formatters)).toBe(text);
});

test('never rejects, whatever a telemetry that is not ours does', async () => {
  const fail = () => Promise.reject(new Error('no'));
  expect(await send({ status$: EMPTY, inspect: fail, flush: fail }, formatters)).toBe(words.sendFailed);
});

test.each([
  [true, [false, true], [], words.erasedGoesOn],
  [false, [false], [], words.erasedIsOff],
  [true, [false, true], [true], words.erasedNotRestored],
  [true, [false], [false], words.eraseFailed],
  [false, [false], [false], words.eraseFailed],
])(
  'to keep counting: %j, answers %j; if %j fails, reports what was reached',
  async (keepCounting, answers, failing, text) => {
    const given: boolean[] = [];
    const consent = {
      consent$: EMPTY,
      async answer(agree: boolean) {
        given.push(agree);
        if ((failing as readonly boolean[]).includes(agree)) throw new Error('full');
      },
    };
    expect(await erase(consent, keepCounting, words)).toBe(text);
    expect(given).toEqual(answers);
  },
);

test('going on counts under the words that the person had agreed to', async () => {
  const given: unknown[] = [];
  const earlier = { agreed: [], recipient: 'https://a.example', at: 1, language: 'zh', wording: 3 };
  const answer = async (...args: readonly unknown[]) => void given.push(args);
  await erase({ consent$: EMPTY, answer, given: async () => earlier }, true, words);
  expect(given).toEqual([[false], [true, earlier]]);
  const unreadable = { consent$: EMPTY, answer, given: () => Promise.reject(new Error('no')) };
  expect(await erase(unreadable, true, words)).toBe(words.erasedGoesOn);
});

test('should write any stored time, and numbers as the language has them', () => {
  expect(createFormatters(zh).number(12_345)).toBe('12,345');
  for (const at of [0, 8.64e15, Number.MAX_SAFE_INTEGER]) expect(formatters.time(at)).not.toBe('');
});
