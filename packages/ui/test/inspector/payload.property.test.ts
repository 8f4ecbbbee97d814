import fc from 'fast-check';
import { expect, test } from 'vitest';
import { payloadBody } from '../../../../src/reducers/payload.js';
import { tally } from '../../../../test/support/ledgers.js';
import { byteLength, payloadLines } from '../../src/inspector/payloadText.js';

test('should show the bytes of any payload and nothing else, a counter a line', () => {
  fc.assert(
    fc.property(tally, (batch) => {
      const body = payloadBody(batch);
      const lines = payloadLines(body);
      expect(lines.join('')).toBe(body);
      const parsed = lines.slice(1, -1).map((line) => JSON.parse(line.replace(/,$/, '')));
      expect(parsed).toEqual(JSON.parse(body).counters);
    }),
  );
});

test('should change no text, whatever it is', () => {
  const pieces = fc.constantFrom('{', '}', '[', ']', ',', '"', '},', ']}', '"counters":[', '\n', '计', '🙂', '\u2028');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((some) => some.join('')),
  );
  fc.assert(
    fc.property(text, (body) => {
      expect(payloadLines(body).join('')).toBe(body);
    }),
  );
});

test('should report the size in bytes, not in characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (body) => {
      expect(byteLength(body)).toBe(Buffer.byteLength(body));
    }),
  );
});
