import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/** How the collector behaves towards a post. */
export const faultModes = ['none', 'refuse', 'reject', 'drop', 'hang', 'gone'] as const;
export type FaultMode = (typeof faultModes)[number];
export const isFaultMode = (value: unknown): value is FaultMode => faultModes.some((mode) => mode === value);

/** One post as the collector's side saw it. */
export interface SeenPost {
  readonly at: number;
  readonly id: string;
  readonly outcome: string;
}

type Collect = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/** The signal that the collector of mode `reject` is too old to know. */
const unknownSignal = 'compaction';
const keptPosts = 50;

/** A collector that can be made to misbehave. Only posts are hit: what is stored can be looked at all the time. */
export function faultyCollector(collect: Collect) {
  let mode: FaultMode = 'none';
  const posts: SeenPost[] = [];

  /** The outcomes of the last posts, newest first. */
  const see = (request: Request, outcome: string) => {
    posts.unshift({ at: Date.now(), id: request.headers.get('Idempotency-Key') ?? '', outcome });
    posts.length = Math.min(posts.length, keptPosts);
  };
  const collectAndSee = async (request: Request, env: HttpBindings, suffix = '') => {
    const id = request.headers.get('Idempotency-Key');
    const before = posts.some((post) => post.id === id && post.outcome.startsWith('counted'));
    const response = await collect(request, env);
    const outcome =
      response.status !== 202 ? `answered ${response.status}` : before ? 'known, not counted again' : 'counted';
    see(request, outcome + suffix);
    return response;
  };

  const fetch = async (request: Request, env: HttpBindings): Promise<Response> => {
    if (request.method !== 'POST') return collect(request, env);
    switch (mode) {
      case 'none':
        return collectAndSee(request, env);
      case 'refuse':
        see(request, 'refused: 503, void');
        return problem(503, 'Too busy to count this', {}, { 'Retry-After': '1' });
      case 'reject': {
        const at = await indexOfUnknown(request.clone());
        if (at < 0) return collectAndSee(request, env);
        see(request, `refused: 400, void, names ${unknownSignal}`);
        return problem(400, 'Unknown signal', {
          errors: [{ pointer: `/counters/${at}`, detail: 'not in the vocabulary' }],
        });
      }
      case 'drop':
        await collectAndSee(request, env, ', answer dropped');
        return cut(env);
      case 'hang':
        see(request, 'not answered');
        return new Promise((resolve) => env.incoming.once('close', () => resolve(RESPONSE_ALREADY_SENT)));
      case 'gone':
        see(request, 'cut off unread');
        return cut(env);
    }
  };

  return {
    fetch,
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

/** A refusal that promises never to count this batch id: the demo keeps it, since it passed nothing on. */
function problem(status: number, title: string, more: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, void: true, ...more }), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Retry-After',
      ...headers,
    },
  });
}

async function indexOfUnknown(request: Request): Promise<number> {
  const body: unknown = await request.json().catch(() => undefined);
  const counters: unknown = (body as { counters?: unknown } | undefined)?.counters;
  return Array.isArray(counters) ? counters.findIndex((counter) => counter?.signal === unknownSignal) : -1;
}
