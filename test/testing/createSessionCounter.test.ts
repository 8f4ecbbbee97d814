import { expect, test } from 'vitest';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import { createSessionCounter } from '../../src/testing/index.js';

const release = { version: '1.4.0', os: 'linux' } as const;

test('counts agent events, with the body that a flush would post', () => {
  const session = createSessionCounter({ release });
  expect(session.count({ kind: 'compaction_done' })).toBe(true);
  expect(session.count({ kind: 'compaction_done' })).toBe(true);
  expect(session.count({ kind: 'turn_done' })).toBe(true);
  expect(session.finish()).toEqual({
    counters: { 'compaction/total': 2, 'turns/total': 1 },
    turnCounts: { 'compaction/total': 1, 'turns/total': 1 },
    payloads: [
      '{"version":"1.4.0","os":"linux","counters":[{"signal":"compaction","bucket":"total","count":2},{"signal":"turns","bucket":"total","count":1}]}',
    ],
  });
});

test('counts the items of an adapter, and ends the last stream', () => {
  const session = createSessionCounter({ release, translator: aiSdk });
  session.count({ type: 'start' });
  expect(session.endStream({ statusCode: 429 })).toBe(true);
  session.count({ type: 'start' });
  const { counters } = session.finish();
  expect(counters).toEqual({
    'provider_error/http_429': 1,
    'provider_error/stream_interrupted': 1,
    'turns/total': 2,
  });
});

test('returns false for an invalid item, and goes on', () => {
  const session = createSessionCounter({ release });
  expect(session.count(null)).toBe(false);
  expect(session.count({ kind: 'turn_done' })).toBe(true);
  expect(session.finish().counters).toEqual({ 'turns/total': 1 });
});

test('counts nothing without items', () => {
  expect(createSessionCounter({ release }).finish()).toEqual({ counters: {}, turnCounts: {}, payloads: [] });
});

test('endStream returns false if the translator fails at the end', () => {
  const failing = () => ({
    next: () => [],
    end: () => {
      throw new Error('a bug');
    },
  });
  expect(createSessionCounter({ release, translator: failing }).endStream()).toBe(false);
});
