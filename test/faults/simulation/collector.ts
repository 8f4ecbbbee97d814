import { countersIn } from '../../support/world.js';
import { add, type Sums } from './sums.js';

/** What is decided about a batch when it comes for the first time: counted, not decided, or refused for good. */
export type Decision = 'counts' | 'fails' | Refusal;
export interface Refusal {
  readonly status: number;
  /** The refusal names the first counter. */
  readonly named?: true;
  readonly retryAfter?: string;
}

/** The receiving end as the world sees it; a simulated one here, a real one over HTTP elsewhere. */
export interface Collector {
  /** A copy of a request arrives. */
  receive(id: string, body: string, decision: Decision): Promise<Response>;
  /** What became of a batch for good. */
  verdictOf(id: string): 'counted' | 'void' | undefined;
  readonly sums: () => Sums;
  /** Everything that must never happen, and did. */
  readonly violations: string[];
}

const idsAreKeptMs = 30 * 86_400_000;

/**
 * A collector that keeps its promises: it counts an id once, never one that it has declared void, and forgets both after
 * 30 days. It notices what its clients do wrong.
 */
export function honestCollector(now: () => number): Collector {
  const known = new Map<string, { readonly at: number; readonly outcome: 'counted' | Response }>();
  const ever = new Map<string, string>();
  const counted = new Set<string>();
  const voided = new Set<string>();
  const violations: string[] = [];
  let sums: Sums = {};

  const decide = (id: string, body: string, decision: Exclude<Decision, 'fails'>): 'counted' | Response => {
    if (decision !== 'counts') {
      voided.add(id);
      return refusal(decision);
    }
    if (counted.has(id) || voided.has(id)) violations.push(`counted against its promise: ${id}`);
    counted.add(id);
    sums = add(sums, countersIn(body) as Sums);
    return 'counted';
  };

  return {
    violations,
    sums: () => sums,
    verdictOf: (id) => (counted.has(id) ? 'counted' : voided.has(id) ? 'void' : undefined),
    async receive(id, body, decision) {
      if ((ever.get(id) ?? body) !== body) violations.push(`the batch ${id} came with other bytes`);
      ever.set(id, body);
      const before = known.get(id);
      if (before && now() - before.at <= idsAreKeptMs) return answerOf(before.outcome);
      if (decision === 'fails') return new Response(null, { status: 500 });
      const outcome = decide(id, body, decision);
      known.set(id, { at: now(), outcome });
      return answerOf(outcome);
    },
  };
}

const answerOf = (outcome: 'counted' | Response): Response =>
  outcome === 'counted' ? new Response(null, { status: 202 }) : outcome.clone();

function refusal({ status, named, retryAfter }: Refusal): Response {
  const errors = named && { errors: [{ pointer: '/counters/0/count', detail: 'not acceptable' }] };
  return new Response(JSON.stringify({ title: 'refused', status, void: true, ...errors }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...(retryAfter && { 'retry-after': retryAfter }) },
  });
}
