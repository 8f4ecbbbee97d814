import type { SignalToken } from '../signals.js';

/** The part of a response that matters. */
export interface CollectorResponse {
  /** The HTTP status; 0 for a redirect that was not followed. */
  readonly status: number;
  /** Whether a problem document contains `"void": true`: the batch is not counted, and never will be. */
  readonly void: boolean;
  /** The tokens of the counters that the problem document rejects. */
  readonly named: readonly SignalToken[];
  /** The wait that the collector asks for, milliseconds. */
  readonly retryAfterMs?: number;
}

/** What becomes of the batch, and what the flush does next. */
export type Verdict =
  | { readonly batch: 'delivered'; readonly next: 'goOn' }
  | { readonly batch: 'foldedBack'; readonly named: readonly SignalToken[]; readonly next: 'goOn' | 'backOff' }
  | { readonly batch: 'struck'; readonly next: 'stop' }
  | { readonly batch: 'held'; readonly next: 'backOff' | 'stop' };

/** Statuses of an endpoint that is wrong rather than busy: repeating the request soon is of no use. */
const wrongEndpoint: readonly number[] = [401, 403, 404, 405, 410];

/** A browser reports a redirect that it does not follow as 0; a `fetch` of the app may report its status. */
const isRedirect = (status: number): boolean => status === 0 || (status >= 300 && status < 400);

/**
 * Only two responses settle a batch: 202, and a problem document with `"void": true`. After any other response, the batch
 * may have been counted.
 *
 * @param response `undefined` if none came in time.
 */
export function judgeResponse(response: CollectorResponse | undefined): Verdict {
  if (!response) return { batch: 'held', next: 'backOff' };
  const { status, named } = response;
  if (status === 202) return { batch: 'delivered', next: 'goOn' };
  if (!response.void) {
    const isWrong = wrongEndpoint.includes(status) || isRedirect(status);
    return { batch: 'held', next: isWrong ? 'stop' : 'backOff' };
  }
  if (named.length > 0) return { batch: 'foldedBack', named, next: 'goOn' };
  if (status === 429 || status === 503) return { batch: 'foldedBack', named, next: 'backOff' };
  return { batch: 'struck', next: 'stop' };
}
