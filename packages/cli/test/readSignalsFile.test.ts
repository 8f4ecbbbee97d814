import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { lostSignals } from '../../../src/signals.js';
import { databaseFile } from '../../collector/test/support.js';
import { readSignalsFile } from '../src/readSignalsFile.js';

const plan = { title: 'Plan', sentence: 'Which.', example: 'One.', buckets: { free: 'free', pro: 'paid' } };

const read = (content: object) => {
  const path = join(dirname(databaseFile()), 'signals.json');
  writeFileSync(path, JSON.stringify(content));
  return readSignalsFile(path);
};

test('lostSignals are listed by their buckets, beside signals that are described', () => {
  expect(read({ plan, ...lostSignals })).toEqual({
    signals: { plan: ['free', 'pro'], ...lostSignals },
    descriptions: { plan },
  });
});

test('another signal must be described, also if one is listed', () => {
  expect(() => read({ plan: ['free'], ...lostSignals })).toThrow(/plan must be an object with title, sentence/);
});
