import { describe, expect, test } from 'vitest';
import type { Counters, FlushReport, Ledger } from '../../src/index.js';
import { now } from '../support/ledgers.js';
import {
  answer,
  counted,
  lettersOf,
  noNetwork,
  problem,
  type Reply,
  silence,
  toolFailed,
  turns,
  world,
} from '../support/world.js';

const everything: Counters = { 'tool_error/exec': 1, 'turns/total': 2 };

interface After {
  /** A letter per post, the same letter for the same id. */
  posts: string;
  /** Milliseconds between two posts. */
  waits?: number[];
  report?: Partial<FlushReport>;
  pending?: Counters;
  outbox?: Counters;
  strikes?: number;
  lost?: Ledger['lost'];
  /** Milliseconds after the launch's end for which no other sends. */
  pause?: number;
}

const jitter = [500, 1000, 2000];
const minute = 60_000;
const hour = 60 * minute;

const delivered: After = { posts: 'A', report: { delivered: 1 } };
const held: After = { posts: 'A', report: { held: 1 }, outbox: everything, pause: minute };
const heldAfterAll: After = { ...held, posts: 'AAAA', waits: jitter };
const struck: After = { ...held, strikes: 1 };
const foldedBack: After = { posts: 'A', report: { foldedBack: 1 }, pending: everything, pause: minute };
const foldedBackEachTime: After = { ...foldedBack, posts: 'ABCD', waits: jitter, report: { foldedBack: 4 } };

const voids = (status: number, headers?: Record<string, string>) => problem(status, { void: true }, headers);
const names = (pointers: unknown[], status = 400) =>
  problem(status, { void: true, errors: pointers.map((pointer) => ({ pointer, detail: 'no' })) });
const later = (retryAfter: string, status = 503) => answer(status, { 'retry-after': retryAfter });
const dated = (ms: number) => new Date(now + ms).toUTCString();
const problemText = (text: string) => answer(400, { 'content-type': 'application/problem+json' }, text);

/** Headers at once, and then a body that never ends. */
const stalling: Reply = () =>
  new Response(new ReadableStream(), { status: 400, headers: { 'content-type': 'application/problem+json' } });
const redirected: Reply = () => Response.error(); // status 0, as an opaque redirect has

const table: [string, Reply[], After][] = [
  ['202', [counted], delivered],
  ['202 with a problem document that says void', [problem(202, { void: true })], delivered],

  [
    'void, naming a counter',
    [names(['/counters/1/count']), counted],
    {
      posts: 'AB',
      waits: [0],
      report: { delivered: 1, foldedBack: 1, lost: 2 },
      lost: { refused: 2 },
    },
  ],
  [
    'void, naming one by a URI fragment',
    [names(['#/counters/0']), counted],
    {
      posts: 'AB',
      waits: [0],
      report: { delivered: 1, foldedBack: 1, lost: 1 },
      lost: { refused: 1 },
    },
  ],
  [
    'void, naming all',
    [names(['/counters/0', '/counters/1'])],
    {
      posts: 'A',
      report: { foldedBack: 1, lost: 3 },
      lost: { refused: 3 },
    },
  ],
  [
    '429, void, naming a counter',
    [names(['/counters/0'], 429), counted],
    {
      posts: 'AB',
      waits: [0],
      report: { delivered: 1, foldedBack: 1, lost: 1 },
      lost: { refused: 1 },
    },
  ],

  ['429, void', [voids(429)], foldedBackEachTime],
  ['503, void', [voids(503)], foldedBackEachTime],
  [
    '429, void, once',
    [voids(429), counted],
    {
      posts: 'AB',
      waits: [500],
      report: { delivered: 1, foldedBack: 1 },
    },
  ],
  [
    '503, void, Retry-After',
    [voids(503, { 'retry-after': '7' }), counted],
    {
      posts: 'AB',
      waits: [7000],
      report: { delivered: 1, foldedBack: 1 },
    },
  ],
  ['429, void, Retry-After over 60 s', [voids(429, { 'retry-after': '61' })], { ...foldedBack, pause: 61_000 }],

  ...[400, 404, 413, 422, 500, 502].map((status): [string, Reply[], After] => [
    `${status}, void`,
    [voids(status)],
    struck,
  ]),
  [
    'void, naming no counter there is',
    [names(['/counters/2', '/counters/-1', '/version', 'counters/0', '', 7])],
    struck,
  ],
  ['void, errors that are no list', [problem(400, { void: true, errors: { pointer: '/counters/0' } })], struck],
  ['void, errors that are nothing', [problem(400, { void: true, errors: [null, 1, {}] })], struck],

  ...[401, 403, 404, 405, 410, 300, 301, 302, 307, 308].map((status): [string, Reply[], After] => [
    `${status}`,
    [answer(status)],
    held,
  ]),
  ['a redirect not followed', [redirected], held],
  ['401 with Retry-After', [later('120', 401)], { ...held, pause: 120_000 }],

  ...[200, 201, 204, 208, 299, 400, 402, 408, 409, 411, 413, 422, 429, 500, 502, 503, 504].map(
    (status): [string, Reply[], After] => [`${status}`, [answer(status)], heldAfterAll],
  ),
  ['200, a captive portal', [answer(200, { 'content-type': 'text/html' }, '<h1>Log in</h1>')], heldAfterAll],
  ['no network', [noNetwork], heldAfterAll],
  ['silence', [silence], { ...heldAfterAll, waits: jitter.map((ms) => 8000 + ms) }],
  ['a body that never ends', [stalling], { ...heldAfterAll, waits: jitter.map((ms) => 8000 + ms) }],
  [
    'once no network, once silence, then 202',
    [noNetwork, silence, counted],
    {
      posts: 'AAA',
      waits: [500, 9000],
      report: { delivered: 1 },
    },
  ],
  [
    'no answer and then a refusal',
    [noNetwork, names(['/counters/1']), counted],
    {
      posts: 'AAB',
      waits: [500, 0],
      report: { delivered: 1, foldedBack: 1, lost: 2 },
      lost: { refused: 2 },
    },
  ],

  [
    'void, but no problem document',
    [answer(400, { 'content-type': 'application/json' }, '{"void":true}')],
    heldAfterAll,
  ],
  ['void, but of no type', [answer(400, {}, '{"void":true}')], heldAfterAll],
  ['void as a string', [problem(400, { void: 'true' })], heldAfterAll],
  ['void as a number', [problem(400, { void: 1 })], heldAfterAll],
  ['void: false, naming counters', [problem(400, { void: false, errors: [{ pointer: '/counters/0' }] })], heldAfterAll],
  ['garbage for JSON', [problemText('{"void":true')], heldAfterAll],
  ['null for a problem', [problemText('null')], heldAfterAll],
  ['a list for a problem', [problemText('[{"void":true}]')], heldAfterAll],
  ['an empty problem', [problemText('')], heldAfterAll],

  ['Retry-After in seconds', [later('7')], { ...heldAfterAll, waits: [7000, 7000, 7000] }],
  ['Retry-After: 0', [later('0')], { ...heldAfterAll, waits: [0, 0, 0] }],
  ['Retry-After: 60', [later('60'), counted], { posts: 'AA', waits: [60_000], report: { delivered: 1 } }],
  ['Retry-After: a date', [later(dated(5000)), counted], { posts: 'AA', waits: [5000], report: { delivered: 1 } }],
  ['Retry-After: 61', [later('61')], { ...held, pause: 61_000 }],
  ['Retry-After: a date in an hour', [later(dated(hour))], { ...held, pause: hour }],
  ['Retry-After: two days', [later('172800')], { ...held, pause: 24 * hour }],
  ['Retry-After: a date in two days', [later(dated(48 * hour))], { ...held, pause: 24 * hour }],
  ...['soon', '', '-5', '1.5', '7 s', '1e1', dated(-hour)].map((text): [string, Reply[], After] => [
    `Retry-After: ${text || 'nothing'}`,
    [later(text)],
    heldAfterAll,
  ]),
];

describe('what is left after an answer', () => {
  test.each(table)('%s', async (_, replies, { posts: letters, waits = [], report, ...left }) => {
    const { telemetry, clock, posts, flush, store } = world({ replies: [...replies] });
    telemetry.record(toolFailed);
    turns(telemetry, 2);

    expect(await flush()).toEqual({ delivered: 0, foldedBack: 0, held: 0, lost: 0, ...report });

    expect(lettersOf(posts)).toBe(letters);
    expect(posts.slice(1).map(({ at }, before) => at - (posts[before]?.at ?? 0))).toEqual(waits);
    const { pending, outbox, delivery, lost } = await store.read();
    expect(pending.map(({ counters }) => counters)).toEqual(left.pending ? [left.pending] : []);
    expect(outbox?.counters).toEqual(left.outbox);
    expect(outbox?.id).toBe(left.outbox && posts[0]?.id);
    expect(outbox?.strikes).toBe(left.outbox && (left.strikes ?? 0));
    expect(lost).toEqual(left.lost ?? {});
    expect(delivery.notBefore).toBe(left.pause && clock.now() + left.pause);
    expect(delivery.failures).toBe(left.pause ? 1 : 0);
    expect(
      posts.every(({ signal }) => signal.aborted),
      'what is over reads no more',
    ).toBe(true);
  });
});
