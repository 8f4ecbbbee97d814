import type { Counters } from '../signals.js';
import type { Batch, Delivery, Ledger, Tally } from './ledger.js';
import { reduceLedger } from './ledger.js';
import type { Lost } from './losses.js';
import { payloadBody } from './payload.js';

/**
 * Everything that is stored, and everything that the next flush would send.
 *
 * @example
 * const { next } = await telemetry.inspect();
 * // ['{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":2}]}']
 */
export interface Inspection {
  /** The last answer of `consent$`; `undefined` before there is one. */
  consent: boolean | undefined;
  /** Counts that are not yet sealed for sending: one entry a release, oldest first. */
  pending: readonly Tally[];
  /** The batch that is sealed for sending, and that may have been sent without a response; absent if there is none. */
  outbox?: Batch;
  /** The exact JSON bodies that will be sent, in order: at most 100. A launch delivers one a day, see `oncePerDay`. */
  next: string[];
  /** The memory of former flushes. */
  delivery: Delivery;
  /** How many counts were given up, by reason. */
  lost: Lost;
  /** How many of these the next batch reports, if the app counts `lostSignals`. */
  unreported: Counters;
}

const maxBodies = 100;

export function inspectLedger(
  ledger: Ledger,
  consent: boolean | undefined,
  now: number,
  vocabulary: ReadonlySet<string>,
): Inspection {
  const { schema, epoch, ...stored } = ledger;
  const next: string[] = [];
  let remaining = ledger;
  while (next.length < maxBodies) {
    // Seals and removes one batch after another, as the next flush would.
    const { outbox, ...left } = reduceLedger(remaining, { type: 'opened', id: '', now, vocabulary });
    if (!outbox) break;
    next.push(payloadBody(outbox));
    remaining = left;
  }
  return { ...stored, consent, next };
}
