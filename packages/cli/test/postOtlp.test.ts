import { expect, test } from 'vitest';
import { postOtlp } from '../src/export/postOtlp.js';

const request = { resourceMetrics: [] };
const url = 'http://otel.test:4318/v1/metrics';

/** A receiver with these answers, of which the last is repeated. */
function receiver(...answers: readonly (() => Response)[]) {
  const sent: RequestInit[] = [];
  const pauses: number[] = [];
  const fetch = async (_: unknown, init: RequestInit = {}): Promise<Response> => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(init);
    if (!answer) throw new Error('no answer');
    return answer();
  };
  const wait = async (ms: number) => void pauses.push(ms);
  const post = () => postOtlp(request, { url, headers: { authorization: 'Bearer x' }, fetch, wait });
  return { sent, pauses, post };
}

const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}) => {
  return () => new Response(body, { status, headers });
};
const unreachable = () => {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
};

test('posts JSON with the headers, once', async () => {
  const { sent, pauses, post } = receiver(answer(200, '{}'));
  expect(await post()).toBeUndefined();
  expect(sent).toMatchObject([
    {
      method: 'POST',
      body: '{"resourceMetrics":[]}',
      redirect: 'manual',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    },
  ]);
  expect(pauses).toEqual([]);
});

test.each([429, 502, 503, 504])('%d is sent again after growing pauses', async (status) => {
  const { sent, pauses, post } = receiver(answer(status), answer(status), answer(status), answer(200, '{}'));
  await post();
  expect(sent).toHaveLength(4);
  pauses.forEach((pause, n) => {
    expect(pause).toBeGreaterThanOrEqual(500 * 2 ** n);
    expect(pause).toBeLessThanOrEqual(1000 * 2 ** n);
  });
});

test('a receiver that cannot be reached is tried six times, and named', async () => {
  const { sent, post } = receiver(unreachable);
  await expect(post()).rejects.toThrow(/^otel\.test:4318 cannot be reached: connect ECONNREFUSED, 6 times$/);
  expect(sent).toHaveLength(6);
});

test('Retry-After lengthens a pause; a minute is the longest that is waited for', async () => {
  const busy = receiver(answer(429, '', { 'retry-after': '30' }), answer(200));
  await busy.post();
  expect(busy.pauses).toEqual([30_000]);
  const later = receiver(answer(503, '', { 'retry-after': '61' }));
  await expect(later.post()).rejects.toThrow(/answers 503, and asks to wait for 61 s$/);
  expect(later.sent).toHaveLength(1);
  const dated = receiver(answer(503, '', { 'retry-after': new Date(Date.now() + 20_000).toUTCString() }), answer(200));
  await dated.post();
  expect(dated.pauses[0]).toBeGreaterThan(15_000);
  const wrong = receiver(answer(503, '', { 'retry-after': 'soon' }), answer(200));
  await wrong.post();
  expect(wrong.pauses[0]).toBeLessThanOrEqual(1000);
});

test.each([301, 307, 400, 401, 404, 413, 500, 501])('%d is final', async (status) => {
  const { sent, post } = receiver(answer(status, '{"message":"go\\u001b[2Jaway"}'));
  await expect(post()).rejects.toThrow(`otel.test:4318 answers ${status}: go\\u001b[2Jaway`);
  expect(sent).toHaveLength(1);
});

test('numbers that the receiver rejects are an error, and are not sent again; a warning is returned', async () => {
  const partly = receiver(answer(200, '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}'));
  await expect(partly.post()).rejects.toThrow('the receiver rejected 3 numbers: too old');
  expect(partly.sent).toHaveLength(1);
  const warned = receiver(answer(200, '{"partialSuccess":{"errorMessage":"use\\u001b gzip"}}'));
  expect(await warned.post()).toBe('use\\u001b gzip');
});

test.each(['', 'ok', '[]', '{"partialSuccess":{}}', '{"partialSuccess":null}', 'x'.repeat(200_000)])(
  'a body of 200 that has no such news is a success: %s',
  async (body) => {
    expect(await receiver(answer(200, body)).post()).toBeUndefined();
  },
);
