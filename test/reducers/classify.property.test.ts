import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classify, tryClassify } from '../../src/reducers/classify.js';
import { agentSignals, tokensOf } from '../../src/signals.js';
import { anything } from '../support/hostile.js';

const vocabulary = tokensOf(agentSignals);
const finishReasons = [...agentSignals.finish_reason, 'end_turn', 'MAX-TOKENS', '', 'a prompt', '__proto__'];

const error = fc.oneof(
  fc.constantFrom('status 429', 'AbortError', 'reset', 'permission', ''),
  fc.record(
    { status: anything, code: anything, name: anything, message: fc.oneof(anything, fc.constant('status 503')) },
    { requiredKeys: [] },
  ),
  anything,
);
const usage = fc.record(
  {
    finishReason: fc.oneof(fc.constantFrom(...finishReasons), anything),
    cacheHitTokens: fc.oneof(fc.double(), fc.nat(), anything),
    cacheMissTokens: fc.oneof(fc.double(), fc.nat(), anything),
  },
  { requiredKeys: [] },
);
const almost = fc.oneof(
  fc.record({ kind: fc.constant('usage'), usage: fc.oneof({ arbitrary: usage, weight: 4 }, anything) }),
  fc.record({ kind: fc.constant('tool_result'), tool: fc.oneof(fc.record({ err: error }), anything) }),
  fc.record({ kind: fc.constant('turn_done'), err: error }),
  fc.record({ kind: fc.constant('notice'), code: anything, text: anything, detail: anything }),
  fc.record({ kind: anything, usage, err: error, tool: anything }, { requiredKeys: [] }),
);

test('should never throw, and give nothing but tokens of the vocabulary, whatever comes', () => {
  fc.assert(
    fc.property(fc.oneof({ arbitrary: almost, weight: 3 }, anything), (event) => {
      const tokens = classify(event);
      expect(tokens.every((token) => vocabulary.has(token))).toBe(true);
      expect(new Set(tokens).size).toBe(tokens.length);
      const again = tryClassify(event);
      if (again === undefined) expect(tokens).toEqual([]);
      else expect(tokens).toBe(again);
    }),
    { numRuns: 1000 },
  );
});

test('should end with turns/total where a turn ends, and have it nowhere else', () => {
  fc.assert(
    fc.property(almost, (event) => {
      const tokens = tryClassify(event) ?? [];
      expect(tokens.indexOf('turns/total')).toBe(event.kind === 'turn_done' ? tokens.length - 1 : -1);
    }),
    { numRuns: 500 },
  );
});

/** Texts that say nothing: no word the rules look for can be spelt with them. */
const noise = fc.string({ unit: fc.constantFrom('x', 'y', ' ', ':', '7', 'ß'), maxLength: 30 });
const around = (text: string): fc.Arbitrary<string> => fc.tuple(noise, noise).map(([a, b]) => `${a} ${text}; ${b}`);
const anyOf = (...texts: string[]) => fc.constantFrom(...texts).chain(around);

const failures = [
  ['http_400', around('status 400')],
  ['http_401', anyOf('status 401', 'status 403')],
  ['http_429', around('status 429')],
  ['http_5xx', fc.integer({ min: 500, max: 599 }).chain((status) => around(`status ${status}`))],
  ['stream_interrupted', anyOf('reset', 'interrupt', 'eof', 'EOF', 'ECONNRESET', 'Interrupted')],
  ['timeout', anyOf('timeout', 'deadline', 'timed out', 'ETIMEDOUT', 'Timeout')],
  ['other', around('boom')],
] as const;

test('should class an error by its text, whatever stands around it, and never allocate', () => {
  for (const [bucket, text] of failures) {
    const known = classify({ kind: 'turn_done', err: { message: sample(text) } });
    expect(known).toEqual([`provider_error/${bucket}`, 'turns/total']);
    fc.assert(
      fc.property(text, noise, (err, extra) => {
        expect(classify({ kind: 'turn_done', err })).toBe(known);
        expect(classify({ kind: 'turn_done', err: { message: err, name: extra, code: 7 } })).toBe(known);
        expect(classify({ kind: 'turn_done', err: { code: err, message: extra }, text: 'status 400' })).toBe(known);
      }),
    );
  }
});

const sample = (text: fc.Arbitrary<string>): string => fc.sample(text, { numRuns: 1, seed: 1 })[0] ?? '';

test('should believe a structured status, whatever the text says', () => {
  const buckets = {
    400: 'http_400',
    401: 'http_401',
    403: 'http_401',
    429: 'http_429',
    500: 'http_5xx',
    599: 'http_5xx',
  };
  for (const [status, bucket] of Object.entries(buckets)) {
    const known = classify({ kind: 'turn_done', err: { status: Number(status) } });
    expect(known).toEqual([`provider_error/${bucket}`, 'turns/total']);
    fc.assert(
      fc.property(fc.oneof(...failures.map(([, text]) => text)), (message) => {
        expect(classify({ kind: 'turn_done', err: { status: Number(status), message } })).toBe(known);
      }),
    );
  }
});

const tools = [
  ['permission', 'permission'],
  ['plan mode', 'planmode'],
  ['hook', 'hook'],
  ['timeout', 'timeout'],
  ['boom', 'exec'],
] as const;

test('should class a tool error by the first word of the list that it contains, in any order and case', () => {
  fc.assert(
    fc.property(fc.subarray([...tools], { minLength: 1 }), fc.func(fc.integer()), noise, (found, order, between) => {
      const words = found.map(([word]) => word).sort((a, b) => order(a) - order(b));
      const err = words.join(` ${between} `).toUpperCase();
      const known = classify({ kind: 'tool_result', tool: { err: found[0]?.[0] } });
      expect(known).toEqual([`tool_error/${found[0]?.[1]}`]);
      expect(classify({ kind: 'tool_result', tool: { err } })).toBe(known);
      expect(classify({ kind: 'tool_result', tool: { err: { message: err } } })).toBe(known);
    }),
  );
});

const caches = [
  ['0_50', 0, 50],
  ['50_80', 50, 80],
  ['80_95', 80, 95],
  ['95_99', 95, 99],
  ['99_100', 99, 100],
] as const;
/** Out of `100 * scale` tokens, `from * scale` is exactly the lower edge of a bucket. */
const cache = fc
  .tuple(fc.constantFrom(...caches), fc.integer({ min: 1, max: 1_000_000 }), fc.nat())
  .map(([[bucket, from, to], scale, nth]) => {
    const cacheHitTokens = from * scale + (nth % ((to - from) * scale));
    return { bucket, cacheHitTokens, cacheMissTokens: 100 * scale - cacheHitTokens };
  });

test('should find the bucket of any share of the cache, beside any finish reason, and never allocate', () => {
  fc.assert(
    fc.property(cache, fc.constantFrom(...agentSignals.finish_reason), ({ bucket, ...usage }, finishReason) => {
      const known = classify({ kind: 'usage', usage: { finishReason, ...sameShare(bucket) } });
      expect(known).toEqual([`finish_reason/${finishReason}`, `cache_hit/${bucket}`]);
      expect(classify({ kind: 'usage', usage: { ...usage, finishReason } })).toBe(known);
      expect(classify({ kind: 'usage', usage })).toEqual([`cache_hit/${bucket}`]);
      expect(classify({ kind: 'usage', usage })).toBe(classify({ kind: 'usage', usage: sameShare(bucket) }));
    }),
    { numRuns: 500 },
  );
});

function sameShare(bucket: string): object {
  const from = caches.find(([name]) => name === bucket)?.[1] ?? 0;
  return { cacheHitTokens: from, cacheMissTokens: 100 - from };
}
