import type { SignalToken } from '../signals.js';

/** What of a response matters; undefined stands for no answer at all. */
export interface CollectorResponse {
  /** 0 for a redirect that was not followed. */
  readonly status: number;
  /** A problem document said `"void": true`: not counted, and never will be. */
  readonly void: boolean;
  /** The tokens that the problem document names as unacceptable. */
  readonly named: readonly SignalToken[];
  readonly retryAfterMs?: number;
}

/** What an answer means for the batch, and what the launch does then. */
export type Verdict =
  | { readonly batch: 'delivered'; readonly next: 'goOn' }
  | { readonly batch: 'foldedBack'; readonly named: readonly SignalToken[]; readonly next: 'goOn' | 'backOff' }
  | { readonly batch: 'struck'; readonly next: 'stop' }
  | { readonly batch: 'held'; readonly next: 'backOff' | 'stop' };

/** The endpoint is wrong, not busy: trying again at once is of no use. 0 is a redirect that was not followed. */
const wrongEndpoint = /^(0|3..|40[1345]|410)$/;

/** Exactly two answers settle a batch: 202, and a refusal that says void. After any other it may have been counted. */
export function judgeResponse(answer: CollectorResponse | undefined): Verdict {
  if (!answer) return { batch: 'held', next: 'backOff' };
  const { status, named } = answer;
  if (status === 202) return { batch: 'delivered', next: 'goOn' };
  if (!answer.void) return { batch: 'held', next: wrongEndpoint.test(`${status}`) ? 'stop' : 'backOff' };
  if (named.length) return { batch: 'foldedBack', named, next: 'goOn' };
  if (status === 429 || status === 503) return { batch: 'foldedBack', named, next: 'backOff' };
  return { batch: 'struck', next: 'stop' };
}
