import type { MetricsPayload, Os } from 'turntally/protocol';
import type { Decision } from '../CollectorStore.js';
import type { SeededRandom } from './seededRandom.js';

/** Names whose order depends on the locale, unless they are ordered by bytes. */
export const names = {
  versions: ['1.9.0', '1.10.0', '1.10.0-RC1', '1.10.0-beta'],
  systems: ['linux', 'macos', 'windows'] satisfies readonly Os[],
  counters: [
    ['turns', 'total'],
    ['cache_hit', '50_80'],
    ['cache_hit', '5'],
    ['plan', 'a_b'],
    ['plan', 'ab'],
    ['plan', 'a_c'],
    ['plans', 'a'],
  ],
} as const;

export function randomDecision(random: SeededRandom): Decision {
  const kind = random.pick(['count', 'count', 'count', 'count', 'count', 'setAside', 'void'] as const);
  if (kind === 'void') return { kind, refusal: random.pick(['payload', 'rate', 'not_json']) };
  const payload = randomPayload(random);
  return kind === 'count' ? { kind, payload } : { kind, payload, reason: random.pick(['failures', 'count']) };
}

export const randomCount = (random: SeededRandom): Decision => ({ kind: 'count', payload: randomPayload(random) });

function randomPayload(random: SeededRandom): MetricsPayload {
  const some = random.shuffle(names.counters).slice(0, random.integer(1, 4));
  const counters = some.map(([signal, bucket]) => ({ signal, bucket, count: random.integer(1, 1000) }));
  return { version: random.pick(names.versions), os: random.pick(names.systems), counters };
}
