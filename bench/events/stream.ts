/**
 * A million agent events, the same in every run: turns of about 200 deltas, 6 tool calls, 7 usages and an end, with
 * errors, notices and compactions in between.
 */
import type { AgentEvent } from '../../src/events.js';

export const streamLength = 1_000_000;

/** The events come from a pool, so that creating them is not measured. The order holds indexes into the pool. */
export interface EventStream {
  readonly pool: readonly AgentEvent[];
  readonly order: Uint16Array;
}

type Make = (n: number) => object;

/**
 * Events of each kind. Apps differ in the fields they add and in their order, so the shapes do, too: code that reads `kind`
 * reads it from about thirty hidden classes.
 */
const shapes = {
  turn_started: [(n) => ({ kind: 'turn_started', turn: n }), (n) => ({ id: `t${n}`, kind: 'turn_started' })],
  reasoning: [
    (n) => ({ kind: 'reasoning', text: ` so step ${n}` }),
    (n) => ({ kind: 'reasoning', turn: n, text: ' which' }),
    (n) => ({ id: n, kind: 'reasoning', text: ' then', signature: `s${n}` }),
  ],
  text: [
    (n) => ({ kind: 'text', text: ` word${n}` }),
    (n) => ({ kind: 'text', turn: n, text: ' the' }),
    (n) => ({ id: n, kind: 'text', text: ' and' }),
    (n) => ({ kind: 'text', text: 'reset, timeout, status 429', at: n }), // words that count only in an error
  ],
  message: [(n) => ({ kind: 'message', role: 'assistant', text: `done ${n}` })],
  phase: [(n) => ({ kind: 'phase', phase: n % 2 ? 'plan' : 'act' })],
  approval_request: [(n) => ({ kind: 'approval_request', tool: { id: `c${n}`, name: 'bash' } })],
  retrying: [(n) => ({ kind: 'retrying', attempt: n, err: 'status 429' })],
  tool_dispatch: [
    (n) => ({ kind: 'tool_dispatch', tool: { id: `c${n}`, name: 'read', args: { path: `/src/${n}` } } }),
    (n) => ({ id: n, kind: 'tool_dispatch', tool: { name: 'bash', args: { command: `ls ${n}` } } }),
  ],
  tool_progress: [(n) => ({ kind: 'tool_progress', tool: { id: `c${n}`, output: 'ok\n' } })],
  tool_result: [
    (n) => ({ kind: 'tool_result', tool: { id: `c${n}`, name: 'read', output: `line ${n}` } }),
    (n) => ({ kind: 'tool_result', tool: { id: `c${n}`, output: '', durationMs: n } }),
    (n) => ({ id: n, kind: 'tool_result', tool: { name: 'bash', output: 'ok', err: '' } }),
  ],
  tool_failed: [
    (n) => ({ kind: 'tool_result', tool: { id: `c${n}`, err: 'Permission denied by the user' } }),
    () => ({ kind: 'tool_result', tool: { err: 'not allowed in plan mode' } }),
    () => ({ kind: 'tool_result', tool: { name: 'edit', err: 'blocked by a hook: lint' } }),
    (n) => ({ id: n, kind: 'tool_result', tool: { name: 'bash', err: 'command timed out after 120 s' } }),
    (n) => ({ kind: 'tool_result', tool: { name: 'bash', err: `exit status ${n}` } }),
    (n) => ({ kind: 'tool_result', tool: { id: `c${n}`, err: { name: 'ToolError', message: 'no such file' } } }),
  ],
  tool_usage: [
    (n) => ({ kind: 'usage', usage: { finishReason: 'tool_calls', ...cache(n) } }),
    (n) => ({ kind: 'usage', usage: { ...cache(n), finishReason: 'tool_use', outputTokens: n } }),
    (n) => ({ kind: 'usage', turn: n, usage: { finishReason: 'tool-calls', ...cache(n), outputTokens: n } }),
    (n) => ({ kind: 'usage', usage: { finishReason: 'tool_calls', inputTokens: n } }),
  ],
  last_usage: [
    (n) => ({ kind: 'usage', usage: { finishReason: 'stop', ...cache(n) } }),
    (n) => ({ kind: 'usage', usage: { ...cache(n), finishReason: 'end_turn', outputTokens: n } }),
    (n) => ({ kind: 'usage', turn: n, usage: { finishReason: 'STOP', ...cache(n) } }),
    (n) => ({ kind: 'usage', usage: { finishReason: n % 2 ? 'length' : 'max_tokens', ...cache(n) } }),
    (n) => ({ kind: 'usage', usage: { finishReason: n % 2 ? 'refusal' : 'blocked', ...cache(n) } }),
    (n) => ({ id: n, kind: 'usage', usage: { ...cache(n), inputTokens: n } }),
  ],
  notice: [(n) => ({ kind: 'notice', level: 'info', text: `saved ${n}` }), () => ({ kind: 'notice', code: 'rate' })],
  empty_final: [
    () => ({ kind: 'notice', code: 'empty_final', text: 'nothing to say' }),
    (n) => ({ kind: 'notice', level: 'warn', text: `empty final answer blocked (${n})` }),
  ],
  compaction_started: [(n) => ({ kind: 'compaction_started', tokens: n })],
  compaction_done: [(n) => ({ kind: 'compaction_done', before: n, after: 10 })],
  turn_done: [(n) => ({ kind: 'turn_done', turn: n }), () => ({ kind: 'turn_done' })],
  turn_failed: [
    (n) => ({ kind: 'turn_done', turn: n, err: { status: 429, message: 'Too many requests' } }),
    () => ({ kind: 'turn_done', err: 'request failed with status 503: overloaded' }),
    () => ({ kind: 'turn_done', err: { name: 'APIError', status: 400, message: 'bad request' } }),
    () => ({ kind: 'turn_done', err: { status: 401 } }),
    (n) => ({ kind: 'turn_done', turn: n, err: { code: 'ECONNRESET', message: 'socket hang up' } }),
    () => ({ kind: 'turn_done', err: 'context deadline exceeded' }),
    () => ({ kind: 'turn_done', err: { name: 'TypeError', message: 'fetch failed' } }),
    () => ({ kind: 'turn_done', err: { name: 'AbortError', message: 'stopped' } }),
  ],
} satisfies Record<string, readonly Make[]>;

type Shape = keyof typeof shapes;

const cache = (n: number) => ({ cacheHitTokens: (n * 7919) % 20_000, cacheMissTokens: (n * 104_729) % 3000 });

/** The number of events of each shape in the pool: about as many of an app's events as fit into the processor's caches. */
const poolOf = 64;

export function makeStream(length = streamLength): EventStream {
  const random = mulberry32(1);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pool: AgentEvent[] = [];
  const starts = new Map<Shape, number>();
  for (const shape of Object.keys(shapes) as Shape[]) {
    starts.set(shape, pool.length);
    const makes: readonly Make[] = shapes[shape];
    for (let n = 0; n < poolOf; n++) {
      const made = makes[n % makes.length]?.(below(1000));
      pool.push(JSON.parse(JSON.stringify(made))); // like received events: each has its own strings and hidden class
    }
  }
  const order = new Uint16Array(length);
  let at = 0;
  while (at < length) {
    for (const shape of turn(random, below)) if (at < length) order[at++] = (starts.get(shape) ?? 0) + below(poolOf);
  }
  order[length - 1] = starts.get('turn_done') ?? 0; // the last turn ends, too
  return { pool, order };
}

/** 7 model calls, 6 of which end in a tool call. */
function* turn(random: () => number, below: (limit: number) => number): Generator<Shape> {
  yield 'turn_started';
  for (let call = 0; call < 7; call++) {
    yield 'phase';
    if (random() < 0.02) yield 'retrying';
    for (let left = 4 + below(10); left > 0; left--) yield 'reasoning';
    for (let left = 10 + below(20); left > 0; left--) yield 'text';
    if (random() < 0.02) yield* ['compaction_started', 'compaction_done'] as const;
    if (random() < 0.05) yield 'notice';
    if (call === 6) break;
    yield* ['tool_usage', 'tool_dispatch'] as const;
    if (random() < 0.1) yield 'approval_request';
    for (let left = below(4); left > 0; left--) yield 'tool_progress';
    yield random() < 0.07 ? 'tool_failed' : 'tool_result';
  }
  if (random() < 0.02) yield 'empty_final';
  yield* ['last_usage', 'message'] as const;
  yield random() < 0.08 ? 'turn_failed' : 'turn_done';
}

/** The same random numbers in every run: a public-domain generator with 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
