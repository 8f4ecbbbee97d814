import type { Collector, Decision } from './collector.js';

/** When a copy of the request reaches the collector: milliseconds after it was sent, or when a command says so. */
export type Arrival = number | 'held';

/** What becomes of one request. */
export interface Fate {
  readonly name: string;
  /** Its copies: none where it gets lost, two where the network sends it again silently. */
  readonly arrivals: readonly Arrival[];
  /** What the collector decides when it is the first to see this batch. */
  readonly decides: Decision;
  /** What the client hears, `afterMs` after it sent. */
  readonly answer: Answer;
  readonly afterMs: number;
}
/** truth: what the collector answers. reset: no answer. nothing: silence until the client gives up. */
export type Answer = 'truth' | 'truth, cut in the middle' | 'reset' | 'nothing' | (() => Response);

const fate = (name: string, over: Partial<Fate>): Fate => ({
  name,
  arrivals: [0],
  decides: 'counts',
  answer: 'truth',
  afterMs: 0,
  ...over,
});
const html = { 'content-type': 'text/html' };
const problemType = { 'content-type': 'application/problem+json' };
const plain =
  (status: number, headers: Record<string, string> = {}, body: string | null = null) =>
  (): Response =>
    new Response(body, { status, headers });
const waits = ['0', '7', '60', '61', '7200', '900000', 'soon', 'Thu, 21 May 2026 12:00:00 GMT'];
const hour = 3_600_000;

/** Megabytes that claim to be a problem document, cut off by whoever stops reading. */
const garbage = (status: number) => (): Response => {
  const chunk = new TextEncoder().encode('{"void":true,"x":"garbage'.padEnd(65_536, 'x'));
  let chunks = 64;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => (chunks-- > 0 ? controller.enqueue(chunk) : controller.close()),
  });
  return new Response(body, { status, headers: problemType });
};

const voids = [
  fate('void 400 that names a counter', { decides: { status: 400, named: true } }),
  ...[400, 413, 415, 422, 500].map((status) => fate(`void ${status}`, { decides: { status } })),
  ...[429, 503].map((status) => fate(`void ${status}`, { decides: { status } })),
  fate('void 429, its answer lost', { decides: { status: 429 }, answer: 'reset' }),
  fate('void 400, its answer cut', { decides: { status: 400, named: true }, answer: 'truth, cut in the middle' }),
  fate('void 503, sent twice', { decides: { status: 503 }, arrivals: [0, 'held'] }),
];
const voidsThatWait = [
  ...[429, 503].flatMap((status) =>
    waits.map((retryAfter) => fate(`void ${status}, Retry-After ${retryAfter}`, { decides: { status, retryAfter } })),
  ),
];
const bare = [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 501, 502, 503, 504].flatMap((status) => [
  fate(`${status} before counting`, { decides: 'fails', answer: plain(status) }),
  fate(`${status} after counting`, { answer: plain(status, problemType, '{"title":"void","void":"true"}') }),
]);
const busy = [429, 503].flatMap((status) =>
  waits.map((wait) =>
    fate(`${status}, Retry-After ${wait}`, { decides: 'fails', answer: plain(status, { 'retry-after': wait }) }),
  ),
);
const network = [
  fate('reset before it arrived', { arrivals: [], answer: 'reset' }),
  fate('reset after counting', { answer: 'reset' }),
  fate('answer cut in the middle', { answer: 'truth, cut in the middle' }),
  fate('answer after the timeout', { afterMs: 9000 }),
  fate('answer just before the timeout', { afterMs: 7999 }),
  fate('hangs before it arrived', { arrivals: [], answer: 'nothing' }),
  fate('hangs after counting', { answer: 'nothing' }),
  fate('counts 300 ms later', { arrivals: [300], afterMs: 300 }),
  fate('counts when the client has given up', { arrivals: [9000], answer: 'nothing' }),
  fate('counts an hour later', { arrivals: [hour], answer: 'reset' }),
  fate('counts some day', { arrivals: ['held'], answer: 'nothing' }),
  fate('counts some day, the client hears 502', { arrivals: ['held'], answer: plain(502) }),
  fate('sent twice', { arrivals: [0, 0] }),
  fate('sent again some day', { arrivals: [0, 'held'] }),
  fate('sent again some day, the first unanswered', { arrivals: [0, 'held'], answer: 'reset' }),
];
const strangers = [
  fate("captive portal's 200", { arrivals: [], answer: plain(200, html, '<h1>Welcome</h1>') }),
  fate("captive portal's 200 after counting", { answer: plain(200, html, '<h1>Welcome</h1>') }),
  fate('204 of somebody', { arrivals: [], answer: plain(204) }),
  fate('201 after counting', { answer: plain(201) }),
  fate('a redirect', { arrivals: [], answer: plain(302, { location: 'https://elsewhere.example' }) }),
  fate('an opaque redirect', { arrivals: [], answer: () => Response.error() }),
  fate('garbage by the megabyte', { arrivals: [], answer: garbage(500) }),
  fate('garbage by the megabyte, 200', { answer: garbage(200) }),
  fate('a problem document that is none', { decides: 'fails', answer: plain(500, problemType, '{"void":tru') }),
];

export const well = fate('well', {});
/** Each with how often it is to happen. */
export const fateGroups: readonly (readonly [readonly Fate[], number])[] = [
  [[well], 4],
  [voids, 4],
  [voidsThatWait, 2],
  [bare, 3],
  [busy, 2],
  [network, 6],
  [strangers, 3],
];

/** By its name, for scenarios. */
export function fateOf(name: string): Fate {
  const found = fateGroups.flatMap(([fates]) => fates).find((each) => each.name === name);
  if (!found) throw new Error(`there is no fate ${name}`);
  return found;
}

/** What a request needs of the world it travels through. */
export interface Route {
  readonly collector: Collector;
  /** Calls back when the milliseconds have passed; `held`: when a command says so. */
  later(arrival: Arrival, work: () => void): void;
}

/** Sends one request to its fate. The answer never comes where there is none. */
export async function send(id: string, body: string, fate: Fate, { collector, later }: Route): Promise<Response> {
  let truth: Promise<Response> | undefined;
  const arrive = (): Promise<Response> => {
    const answer = collector.receive(id, body, fate.decides);
    truth ??= answer;
    return answer;
  };
  for (const arrival of fate.arrivals) {
    if (arrival === 0) await arrive();
    else later(arrival, () => void arrive());
  }
  if (fate.answer === 'nothing') return never;
  await new Promise<void>((resolve) => (fate.afterMs ? later(fate.afterMs, resolve) : resolve()));
  if (fate.answer === 'reset') throw new TypeError('Failed to fetch');
  if (typeof fate.answer === 'function') return fate.answer();
  const answer = await (truth ?? never);
  return fate.answer === 'truth' ? answer : cut(answer);
}

/** An answer whose body is read piece by piece, as long as `enter` says that its reader lives. */
export function readThrough(answer: Response, enter: () => boolean): Response {
  const { status, headers } = answer;
  const reader = answer.body?.getReader();
  if (!reader) return answer;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value } = await reader.read();
        if (!enter()) return never;
        if (value) controller.enqueue(value);
        else controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}

/** The headers, half of the body, and then an error. */
async function cut(answer: Response): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent || bytes.length === 0) return controller.error(new TypeError('terminated'));
      sent = true;
      controller.enqueue(bytes.subarray(0, bytes.length / 2));
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

const never = new Promise<never>(() => {});
