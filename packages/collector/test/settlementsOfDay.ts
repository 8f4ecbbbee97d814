import { operatingSystems } from 'turntally/protocol';
import { agentSignals } from 'turntally/signals';
import type { Settlement } from '../src/CollectorStore.js';
import { newId } from './support.js';

/** The built-in tokens, as counters have them. */
export const tokens = Object.entries(agentSignals).flatMap(([signal, buckets]) =>
  buckets.map((bucket) => ({ signal, bucket })),
);

/** All tokens of 16 releases on all systems, which are 2,592 rows: the day of docs/scale.md. */
export function settlementsOfDay(sealed: string): readonly Settlement[] {
  const counters = tokens.map((token) => ({ ...token, count: 1 }));
  return Array.from({ length: 16 }, (_, n) => `1.${n}.0`).flatMap((version) =>
    operatingSystems.map((os) => {
      const decision = { kind: 'count', payload: { version, os, counters } } as const;
      return { id: newId(), sealed, decision };
    }),
  );
}
