import { expect, test } from 'vitest';
import { lostSignals } from '../../../../src/signals.js';
import { createFormatters } from '../../src/inspector/formatters.js';
import { en } from '../../src/strings/en/index.js';

test('a signal that is built in is called what the consent element calls it; those of the app follow', () => {
  const other = { title: 'Other', sentence: '', example: '', buckets: { total: 'other' } };
  const { signals } = createFormatters(en, { turns: other, constructor: other });
  expect(signals.get('turns')).toEqual(en.vocabulary.turns);
  expect([...signals.keys()]).toEqual([...Object.keys(en.vocabulary), 'constructor']);
});

test('what is given up has words of its own, where the person was asked about it', () => {
  expect(createFormatters(en, {}, lostSignals).signals.get('delivery')).toEqual(en.lost.delivery);
  expect(createFormatters(en, {}, {}).signals.has('delivery')).toBe(false);
});
