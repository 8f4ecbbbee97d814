import type { Counters } from '../../src/index.js';
import { addTo, answer, counted, countersIn, noNetwork, type Post, problem, type Reply, silence } from './world.js';

/** What happens to a post. */
export const fates = [
  'counted',
  'counted, its answer lost',
  'counted, its answer too late',
  'lost',
  'turned away',
  'refused for its first counter',
  'refused',
  'answered by a captive portal',
  'not found',
] as const;
export type Fate = (typeof fates)[number];

/** A collector that keeps its promises: it counts an id once, and never one that it has declared void. */
export function honestCollector() {
  const known = new Map<string, 'counted' | Reply>();
  const sums: Counters = {};
  const versions: Record<string, Counters> = {};
  const countedAt = new Map<string, number>();

  const count = (post: Post): void => {
    if (known.has(post.id)) return;
    known.set(post.id, 'counted');
    countedAt.set(post.id, post.at);
    addTo(sums, countersIn(post.body));
    const { version } = JSON.parse(post.body);
    versions[version] ??= {};
    addTo(versions[version], countersIn(post.body));
  };
  const decided = (post: Post): Reply | undefined => {
    const verdict = known.get(post.id);
    return verdict === 'counted' ? counted : verdict;
  };
  const refusing =
    (refusal: Reply): Reply =>
    (post) => {
      const verdict = decided(post) ?? refusal;
      if (!known.has(post.id)) known.set(post.id, refusal);
      return verdict(post);
    };
  const counting =
    (answered: Reply): Reply =>
    (post) => {
      const verdict = decided(post);
      if (verdict !== undefined && verdict !== counted) return verdict(post);
      count(post);
      return answered(post);
    };

  const replies: Record<Fate, Reply> = {
    counted: counting(counted),
    'counted, its answer lost': counting(noNetwork),
    'counted, its answer too late': counting(silence),
    lost: noNetwork,
    'turned away': refusing(problem(429, { void: true })),
    'refused for its first counter': refusing(problem(400, { void: true, errors: [{ pointer: '/counters/0/count' }] })),
    refused: refusing(problem(422, { void: true })),
    'answered by a captive portal': answer(200, { 'content-type': 'text/html' }, '<h1>Welcome</h1>'),
    'not found': answer(404),
  };
  return {
    sums,
    versions,
    /** When each batch was counted, epoch milliseconds, by its id. */
    countedAt,
    reply: (fate: Fate): Reply => replies[fate],
    replies: (...all: Fate[]) => all.map((fate) => replies[fate]),
  };
}
