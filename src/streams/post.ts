import type { Platform } from '../platform.js';
import type { CollectorResponse } from '../reducers/judgeResponse.js';
import type { Batch } from '../reducers/ledger.js';
import { payloadBody, tokenAt } from '../reducers/payload.js';
import { Observable } from '../rx/operators.js';

export interface PostOptions {
  readonly platform: Platform;
  readonly endpoint: string;
  /** How long to wait for an answer, milliseconds. */
  readonly timeoutMs: number;
}

/** Posts a batch once. Emits the answer, or undefined where none comes in time. Unsubscribing aborts. */
export const post = (batch: Batch, options: PostOptions): Observable<CollectorResponse | undefined> =>
  new Observable((subscriber) => {
    const abort = new AbortController();
    const end = (answer?: CollectorResponse): void => {
      subscriber.next(answer);
      subscriber.complete();
    };
    subscriber.add(() => abort.abort());
    subscriber.add(options.platform.scheduler.schedule(end, options.timeoutMs));
    exchange(batch, options, abort.signal).then(end, () => end());
  });

async function exchange(
  batch: Batch,
  { platform, endpoint }: PostOptions,
  signal: AbortSignal,
): Promise<CollectorResponse> {
  const response = await platform.fetch(endpoint, {
    method: 'POST',
    headers: {
      // A browser would send the person's languages.
      'Accept-Language': '*',
      'Content-Type': 'application/json',
      'Idempotency-Key': batch.id,
      // The collector keeps the key by this day, and refuses a batch whose key it may have forgotten.
      'Turntally-Sealed': new Date(batch.sealedAt).toISOString().slice(0, 10),
    },
    body: payloadBody(batch),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'manual',
    cache: 'no-store',
    signal,
  });
  const { status, headers } = response;
  let problem: { readonly void?: unknown; readonly errors?: unknown } | undefined;
  // An answer without a body is over only when it is read: aborted before, a browser shows its request as failed.
  if (headers.get('Content-Length') === '0') await response.text();
  // No other body is read, and the timeout ends one that is long.
  if (status >= 400 && /^application\/problem\+json\b/i.test(headers.get('Content-Type') ?? '')) {
    // Malformed JSON promises nothing, nor does a page that has added `void` to all objects.
    problem = await response
      .text()
      .then((text) => ({ __proto__: null, ...JSON.parse(text) }))
      .catch(() => {});
  }
  const errors = problem?.errors;
  const retryAfter = headers.get('Retry-After') ?? '';
  const waitMs = /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - platform.scheduler.now();
  return {
    status,
    void: problem?.void === true,
    named: Array.isArray(errors) ? errors.flatMap((error) => tokenAt(batch, error?.pointer) ?? []) : [],
    // Not so for NaN, of neither seconds nor a date, and for a date that is over.
    ...(waitMs >= 0 && { retryAfterMs: waitMs }),
  };
}
