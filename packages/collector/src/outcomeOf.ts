import type { Decision, Outcome } from './CollectorStore.js';

/** The outcome of a batch whose decision is stored. */
export function outcomeOf(decision: Decision): Outcome {
  return decision.kind === 'void' ? { kind: 'void', refusal: decision.refusal } : { kind: 'counted' };
}
