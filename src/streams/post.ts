import type { Host } from '../host.js';
import type { Answer } from '../reducers/answer.js';
import type { Batch } from '../reducers/ledger.js';
import { payloadBody, tokenAt } from '../reducers/payload.js';

export interface PostOptions {
  readonly host: Host;
  readonly endpoint: string;
  /** How long to wait for an answer, milliseconds. */
  readonly timeoutMs: number;
}

/** Posts a batch once. Resolves with the answer, or undefined where none came in time or `signal` was aborted. */
export const post = (batch: Batch, options: PostOptions, signal: AbortSignal): Promise<Answer | undefined> =>
  new Promise((resolve) => {
    const { scheduler } = options.host;
    const abort = new AbortController();
    const giveUp = (): void => {
      abort.abort();
      timer.unsubscribe();
      resolve(undefined);
    };
    const timer = scheduler.schedule(giveUp, options.timeoutMs);
    signal.addEventListener('abort', giveUp, { signal: abort.signal });
    exchange(batch, options, abort.signal)
      .then((response) => readAnswer(response, batch, scheduler.now()))
      .then(resolve)
      .then(giveUp, giveUp);
  });

const exchange = async (batch: Batch, { host, endpoint }: PostOptions, signal: AbortSignal): Promise<Response> =>
  host.fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': batch.id },
    body: payloadBody(batch),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'manual',
    cache: 'no-store',
    signal,
  });

/** Reads the body of a problem document only; any other is cut off when the request is done with. */
async function readAnswer(response: Response, batch: Batch, now: number): Promise<Answer> {
  const { status, headers } = response;
  // What a page has added to all objects, nobody has promised.
  let problem: { readonly void?: unknown; readonly errors?: unknown } = { __proto__: null } as object;
  if (status >= 400 && /^application\/problem\+json\b/i.test(`${headers.get('Content-Type')}`)) {
    // Garbage says nothing.
    problem = await readText(response)
      .then((text) => ({ __proto__: null, ...JSON.parse(text) }))
      .catch(() => problem);
  }
  const retryAfter = `${headers.get('Retry-After')}`;
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return {
    status,
    void: problem.void === true,
    named: Array.isArray(problem.errors) ? problem.errors.flatMap((error) => tokenAt(batch, error?.pointer) ?? []) : [],
    ...(waitMs >= 0 && { retryAfterMs: waitMs }),
  };
}

const longestProblemBytes = 16 * 1024;

/** The body as text, empty where it is longer than a problem document has any reason to be. */
async function readText({ body }: Response): Promise<string> {
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
