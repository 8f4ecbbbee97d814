import { asVoid, type Refusal } from './problems.js';

const keptMs = 10 * 60_000;

export interface TurnedAway {
  find(id: string, now: number): Refusal | undefined;
  /** Answers the refusal as void where it can be kept, as it is where there is no room. */
  remember(id: string, refusal: Refusal, now: number): Refusal;
}

/**
 * Batch ids turned away before anything was stored, so that a late copy of such a request is turned away too: at most
 * `maxIds`, ten minutes each, in this process only. Times are epoch ms.
 */
export function turnedAway(maxIds: number): TurnedAway {
  const kept = new Map<string, { readonly refusal: Refusal; readonly until: number }>();
  return {
    find(id, now) {
      const entry = kept.get(id);
      return entry && now < entry.until ? entry.refusal : undefined;
    },
    remember(id, refusal, now) {
      for (const [oldest, { until }] of kept) {
        if (now < until) break;
        kept.delete(oldest);
      }
      if (kept.size >= maxIds) return refusal;
      const promised = { ...refusal, problem: asVoid(refusal.problem) };
      kept.set(id, { refusal: promised, until: now + keptMs });
      return promised;
    },
  };
}
