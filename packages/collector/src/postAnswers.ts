import type { Outcome } from './CollectorStore.js';
import type { CollectorOptions } from './options.js';
import { otherContent } from './postRefusals.js';
import { asVoid, inDoubt, problemResponse, type Refusal } from './problemDetails.js';
import type { Content } from './readPayload.js';
import { isOfContent, isTemporary, problemOfRefusal } from './refusals.js';

/** The store failed, so the outcome is not known. */
export type InDoubt = { readonly kind: 'in doubt' };

/** What a post is answered. Every refusal is reported to `onRefusal`. */
export function postAnswers(onRefusal: CollectorOptions['onRefusal']) {
  /**
   * Stored refusals do not contain the `Retry-After` that was sent first; a minute is long enough for all of them.
   *
   * @param content - What this request has sent, if it was read.
   */
  function outcomeResponse(
    outcome: Outcome | InDoubt,
    { content, retryAfter = 60 }: { readonly content?: Content; readonly retryAfter?: number } = {},
  ): Response {
    switch (outcome.kind) {
      case 'in doubt':
        return problemResponse(inDoubt);
      case 'counted':
        return new Response(null, { status: 202, headers: { 'content-length': '0' } });
      case 'void':
        if (isTemporary(outcome.refusal)) {
          return refuse({ problem: asVoid(problemOfRefusal(outcome.refusal)), retryAfter });
        }
        if (!isOfContent(outcome.refusal)) return refuse({ problem: asVoid(problemOfRefusal(outcome.refusal)) });
        // Other content was refused under this id, or by rules that have changed. The client folds the counts back.
        if (content?.kind !== 'void') return refuse({ problem: asVoid(otherContent), retryAfter });
        return refuse({ problem: asVoid(problemOfRefusal(content.refusal, content.errors)) });
    }
  }

  function refuse(refusal: Refusal): Response {
    try {
      onRefusal?.(refusal.problem);
    } catch {}
    return problemResponse(refusal);
  }

  return { refuse, outcomeResponse };
}
