import type { Batch, Delivery, Ledger, Lost, Tally } from './ledger.js';
import { reduceLedger } from './ledger.js';
import { payloadBody } from './payload.js';

/** All that is stored, and all that would be sent. */
export interface Inspection {
  consent: boolean | undefined;
  /** Counted, not yet sealed for sending; the oldest release first. */
  pending: readonly Tally[];
  /** Sealed for sending, and perhaps sent without an answer. */
  outbox?: Batch;
  /** The exact JSON bodies that the next flush would send, in order; the first hundred. */
  next: string[];
  delivery: Delivery;
  /** Counts given up. */
  lost: Lost;
}

const mostBodies = 100;

export function inspectLedger(
  ledger: Ledger,
  consent: boolean | undefined,
  now: number,
  vocabulary: ReadonlySet<string>,
): Inspection {
  const { schema, epoch, ...stored } = ledger;
  const next: string[] = [];
  // A rehearsal of the next flush: each batch opened and taken in turn.
  for (let rehearsed = ledger; next.length < mostBodies; ) {
    const { outbox, ...left } = reduceLedger(rehearsed, { type: 'opened', id: '', now, vocabulary });
    if (!outbox) break;
    next.push(payloadBody(outbox));
    rehearsed = left;
  }
  return { ...stored, consent, next };
}
