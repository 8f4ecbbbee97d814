import fc from 'fast-check';
import { expect, test } from 'vitest';
import { payloadBody, tokenAt } from '../../src/reducers/payload.js';
import { anything } from '../support/hostile.js';
import { tally, tallyOf } from '../support/ledgers.js';

const three = tallyOf({ 'turns/total': 12, 'tool_error/exec': 2, 'provider_error/http_5xx': 1 });

test('the body is the documented one, to the byte', () => {
  expect(payloadBody(tallyOf({ 'turns/total': 12 }))).toBe(
    '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":12}]}',
  );
});

test.each([
  ['/counters/0', 'turns/total'],
  ['/counters/1', 'tool_error/exec'],
  ['#/counters/2', 'provider_error/http_5xx'],
  ['/counters/2/count', 'provider_error/http_5xx'],
  ['#/counters/2/count', 'provider_error/http_5xx'],
  ['/counters/1/signal', 'tool_error/exec'],
  ['/counters/1/', 'tool_error/exec'],
])('%s names %s', (pointer, token) => expect(tokenAt(three, pointer)).toBe(token));

test.each([
  '',
  '/',
  '/counters',
  '/counters/',
  '/counters/3',
  '/counters/-1',
  '/counters/1e0',
  '/counters/0x1',
  '/counters/1.0',
  '/counters/ 1',
  '/counters/1 ',
  '/counters/1\n',
  '/counters/١',
  '/counters/length',
  '/counters/__proto__',
  '/counters/99999999999999999999',
  `/counters/${'9'.repeat(100_000)}`,
  'counters/1',
  '##/counters/1',
  '/counters/1x',
  '/Counters/1',
  '/version',
  '/a/counters/1',
  undefined,
  null,
  1,
  ['/counters/1'],
  { toString: () => '/counters/1' },
])('%j names nothing', (pointer) => expect(tokenAt(three, pointer)).toBeUndefined());

test('should return the token of the counter that the pointer points to in the body', () => {
  fc.assert(
    fc.property(tally, fc.constantFrom('', '#'), fc.constantFrom('', '/count', '/bucket'), (some, hash, field) => {
      const { counters } = JSON.parse(payloadBody(some));
      expect(counters).toHaveLength(Object.keys(some.counters).length);
      counters.forEach(({ signal, bucket, count }: Record<string, string>, at: number) => {
        const token = tokenAt(some, `${hash}/counters/${at}${field}`);
        expect(token).toBe(`${signal}/${bucket}`);
        expect(count).toBe(token && some.counters[token]);
      });
      expect(tokenAt(some, `${hash}/counters/${counters.length}${field}`)).toBeUndefined();
    }),
  );
});

test('should find nothing or a counter of the batch, whatever the pointer is', () => {
  fc.assert(
    fc.property(
      tally,
      fc.oneof(
        anything,
        fc.string().map((rest) => `/counters/${rest}`),
      ),
      (some, pointer) => {
        const token = tokenAt(some, pointer);
        expect(token === undefined || Object.hasOwn(some.counters, token)).toBe(true);
      },
    ),
  );
});
