import { problemDetails, type Refusal } from './problemDetails.js';
import { problemOfRefusal } from './refusals.js';

/** The answers of `ingest` that no content decides. */

/** Why a post is turned away before it is read. */
export interface Turned {
  readonly refusal: 'rate' | 'overloaded';
  /** Seconds. */
  readonly retryAfter: number;
}

export function problemOfTurned({ refusal, retryAfter }: Turned): Refusal {
  return { problem: problemOfRefusal(refusal), retryAfter };
}

export const malformedKey: Refusal = {
  problem: problemDetails(
    400,
    'The header Idempotency-Key must have 16 to 64 of the characters 0-9, a-z, A-Z, _ and -.',
  ),
};
export const malformedDay: Refusal = {
  problem: problemDetails(400, 'The header Turntally-Sealed must be a day such as 2026-11-28.'),
};
export const tooManyPosts = problemOfRefusal('rate');
export const tooManyOfAddress: Refusal = {
  problem: problemDetails(503, 'Too many posts at once from this address.'),
  retryAfter: 5,
};
export const overloaded: Turned = { refusal: 'overloaded', retryAfter: 5 };
export const otherContent = problemDetails(503, 'This id was refused before. Send the counts under a new one.');
