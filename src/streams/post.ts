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

/** Reads the body of a problem document only; any other is cut off when the request is done with. */
async function exchange(
  batch: Batch,
  { platform, endpoint }: PostOptions,
  signal: AbortSignal,
): Promise<CollectorResponse> {
  const { status, headers, body } = await platform.fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': batch.id },
    body: payloadBody(batch),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'manual',
    cache: 'no-store',
    signal,
  });
  let problem: { readonly void?: unknown; readonly errors?: unknown } | undefined;
  if (status >= 400 && /^application\/problem\+json\b/i.test(`${headers.get('Content-Type')}`)) {
    // Garbage says nothing; and what a page has added to all objects, nobody has promised.
    problem = await readText(body)
      .then((text) => ({ __proto__: null, ...JSON.parse(text) }))
      .catch(() => {});
  }
  const retryAfter = `${headers.get('Retry-After')}`;
  const waitMs = /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - platform.scheduler.now();
  const errors = problem?.errors;
  return {
    status,
    void: problem?.void === true,
    named: Array.isArray(errors) ? errors.flatMap((error) => tokenAt(batch, error?.pointer) ?? []) : [],
    ...(waitMs >= 0 && { retryAfterMs: waitMs }),
  };
}

const longestProblemBytes = 16 * 1024;

/** The body as text, empty where it is longer than a problem document has any reason to be. */
async function readText(body: Response['body']): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes <= longestProblemBytes; ) {
    const value = (await reader?.read())?.value;
    if (!value) return text;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  return '';
}
