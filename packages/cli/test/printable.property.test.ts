import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorMessage } from '../src/errorMessage.js';
import { printable } from '../src/printable.js';

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));

/** By number: C0, DEL and C1, the separators of lines and paragraphs, and all that changes the direction of text. */
const controls = [
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  ...['\u061c', '\u200e', '\u200f'],
  ...range(0x2028, 0x202e),
  ...range(0x2066, 0x2069),
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...controls), fc.string({ unit: 'binary', maxLength: 5 })))
  .map((parts) => parts.join(''));

const controlsIn = (text: string): readonly string[] => [...text].filter((character) => controls.includes(character));

test('should leave no control character, and everything else as it is', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = printable(text);
      expect(controlsIn(shown)).toEqual([]);
      const escaped = (character: string): string =>
        controls.includes(character) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;
      expect(shown).toBe([...text].map(escaped).join(''));
      expect(printable(shown)).toBe(shown);
    }),
    { examples: controls.map((control) => [`a${control}b`]) },
  );
});

test('should make one line without control characters of whatever is thrown', () => {
  fc.assert(
    fc.property(hostile, fc.boolean(), (text, isError) => {
      expect(controlsIn(errorMessage(isError ? new Error(text) : text))).toEqual([]);
    }),
  );
});

test('leaves text of all scripts, joiners and emoji as they are', () => {
  for (const text of ['résumé.jsonl', '会话.jsonl', 'می‌پرسم', '👩‍💻 a', 'C:\\temp\\u001b'])
    expect(printable(text)).toBe(text);
});
