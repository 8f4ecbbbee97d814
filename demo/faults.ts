import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { CollectorStore, RefusalCode } from '@turntally/collector';
import type { MetricsPayload, Problem } from 'turntally/protocol';

/** How the collector treats a post. */
export const faultModes = ['none', 'refuse', 'reject', 'drop', 'hang', 'gone'] as const;
export type FaultMode = (typeof faultModes)[number];
export const isFaultMode = (value: unknown): value is FaultMode => faultModes.some((mode) => mode === value);

/** One post as the collector received it. */
export interface SeenPost {
  readonly at: number;
  readonly id: string;
  readonly outcome: string;
}

type Collect = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/** The signal that a collector in mode `reject` does not know. */
const unknownSignal = 'compaction';
const keptPosts = 50;

/** A collector that can be made to misbehave. This affects posts only: the stored counts can always be read. */
export function faultyCollector(collect: Collect, store: CollectorStore) {
  let mode: FaultMode = 'none';
  const posts: SeenPost[] = [];

  const log = (id: string, outcome: string) => {
    posts.unshift({ at: Date.now(), id, outcome });
    posts.length = Math.min(posts.length, keptPosts);
  };
  const keyOf = (id: string, request: Request) => ({ id, sealed: request.headers.get('Turntally-Sealed') ?? '' });
  const isCounted = async (id: string, request: Request): Promise<boolean> => {
    const [found] = await store.findAll([keyOf(id, request)]);
    if (found?.status === 'rejected') throw found.reason;
    return found?.value?.kind === 'counted';
  };
  const count = async (id: string, request: Request, env: HttpBindings) => {
    const repeat = await isCounted(id, request);
    const response = await collect(request, env);
    const outcome = repeat ? 'repeat, counted once' : 'counted';
    log(id, response.status === 202 ? outcome : `refused: ${response.status}`);
    return response;
  };
  const countAndDrop = async (id: string, request: Request, env: HttpBindings) => {
    const repeat = await isCounted(id, request);
    await collect(request, env);
    log(id, repeat ? 'repeat, answer lost' : 'counted, answer lost');
    return cut(env);
  };
  /** `void` is final: a batch that was counted before is answered as counted, and one refused now stays refused. */
  const refuse = async (id: string, request: Request, env: HttpBindings, code: RefusalCode, problem: Problem) => {
    const today = new Date().toISOString().slice(0, 10);
    await store.settleAll(today, [{ ...keyOf(id, request), decision: { kind: 'void', refusal: code } }]);
    if (await isCounted(id, request)) return count(id, request, env);
    log(id, `refused: ${problem.status}, void`);
    return problemResponse(problem);
  };

  const fetch = async (request: Request, env: HttpBindings): Promise<Response> => {
    if (request.method !== 'POST') return collect(request, env);
    const id = request.headers.get('Idempotency-Key') ?? '';
    switch (mode) {
      case 'none':
        return count(id, request, env);
      case 'refuse':
        return refuse(id, request, env, 'overloaded', { ...refusal, status: 503, title: 'Too busy to count this' });
      case 'reject': {
        const errors = await unknownIn(request.clone());
        if (errors.length === 0) return count(id, request, env);
        return refuse(id, request, env, 'payload', { ...refusal, status: 400, title: 'Unknown signal', errors });
      }
      case 'drop':
        return countAndDrop(id, request, env);
      case 'hang':
        log(id, 'not answered');
        return new Promise((resolve) => env.incoming.once('close', () => resolve(RESPONSE_ALREADY_SENT)));
      case 'gone':
        log(id, 'connection cut before reading');
        return cut(env);
    }
  };

  return {
    fetch,
    /** The last posts, newest first. */
    posts: (): readonly SeenPost[] => posts,
    mode: () => mode,
    set: (next: FaultMode) => {
      mode = next;
    },
  };
}

function cut(env: HttpBindings): Response {
  env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

const refusal = { type: 'about:blank', detail: 'Chosen by the person who uses the demo.', void: true } as const;

function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Retry-After',
      ...(problem.status === 503 && { 'Retry-After': '1' }),
    },
  });
}

async function unknownIn(request: Request): Promise<{ pointer: string; detail: string }[]> {
  const { counters = [] }: Partial<MetricsPayload> = await request.json().catch(() => ({}));
  return counters.flatMap(({ signal }, index) =>
    signal === unknownSignal ? [{ pointer: `/counters/${index}`, detail: 'not in the vocabulary' }] : [],
  );
}
