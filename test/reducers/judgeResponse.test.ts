import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CollectorResponse, judgeResponse } from '../../src/reducers/judgeResponse.js';
import type { SignalToken } from '../../src/signals.js';

const named: SignalToken[] = ['tool_error/exec'];
const plain = (status: number): CollectorResponse => ({ status, void: false, named: [] });
const voids = (status: number): CollectorResponse => ({ ...plain(status), void: true });
const names = (status: number): CollectorResponse => ({ ...voids(status), named });

const delivered = { batch: 'delivered', next: 'goOn' };
const struck = { batch: 'struck', next: 'stop' };
const again = { batch: 'held', next: 'backOff' };
const over = { batch: 'held', next: 'stop' };

test.each<[string, CollectorResponse | undefined, object]>([
  ['no answer at all', undefined, again],
  ['202', plain(202), delivered],
  ['202 that says void', names(202), delivered],
  ['200, a captive portal', plain(200), again],
  ['204', plain(204), again],
  ['400 void, naming counters', names(400), { batch: 'foldedBack', named, next: 'goOn' }],
  ['429 void, naming counters', names(429), { batch: 'foldedBack', named, next: 'goOn' }],
  ['401 void, naming counters', names(401), { batch: 'foldedBack', named, next: 'goOn' }],
  ['429 void', voids(429), { batch: 'foldedBack', named: [], next: 'backOff' }],
  ['503 void', voids(503), { batch: 'foldedBack', named: [], next: 'backOff' }],
  ['400 void', voids(400), struck],
  ['404 void', voids(404), struck],
  ['413 void', voids(413), struck],
  ['500 void', voids(500), struck],
  ['200 void', voids(200), struck],
  ['400', plain(400), again],
  ['400 naming counters, but not void', { ...plain(400), named }, again],
  ['429', plain(429), again],
  ['500', plain(500), again],
  ['503', plain(503), again],
  ['401', plain(401), over],
  ['403', plain(403), over],
  ['404', plain(404), over],
  ['405', plain(405), over],
  ['410', plain(410), over],
  ['402', plain(402), again],
  ['411', plain(411), again],
  ['a redirect not followed', plain(0), over],
  ['299', plain(299), again],
  ['300', plain(300), over],
  ['301', plain(301), over],
  ['399', plain(399), over],
])('%s', (_, answer, verdict) => expect(judgeResponse(answer)).toEqual(verdict));

const tokens = fc.subarray<SignalToken>(['turns/total', 'tool_error/exec']);

test('should let exactly 202 and a refusal that says void settle a batch, whatever else the answer says', () => {
  for (let status = 100; status <= 599; status++) {
    for (const isVoid of [true, false]) {
      fc.assert(
        fc.property(tokens, fc.option(fc.nat(), { nil: undefined }), (named, wait) => {
          const verdict = judgeResponse({
            status,
            void: isVoid,
            named,
            ...(wait !== undefined && { retryAfterMs: wait }),
          });
          expect(verdict.batch !== 'held').toBe(status === 202 || isVoid);
          expect(verdict.batch === 'delivered').toBe(status === 202);
          expect(verdict.next === 'goOn').toBe(status === 202 || (isVoid && named.length > 0));
        }),
        { numRuns: 5 },
      );
    }
  }
});
