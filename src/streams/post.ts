import { catchError, from, Observable, of, timeout } from 'rxjs';
import type { Host } from '../host.js';
import type { Answer } from '../reducers/answer.js';
import type { Batch } from '../reducers/ledger.js';
import { payloadBody, tokenAt } from '../reducers/payload.js';

const longestProblemBytes = 16 * 1024;

/** Posts a batch once. Emits the answer, or undefined where none came in time; unsubscribing aborts the request. */
export function post(batch: Batch, endpoint: string, timeoutMs: number, host: Host): Observable<Answer | undefined> {
  return new Observable<Answer | undefined>((subscriber) => {
    const abort = new AbortController();
    subscriber.add(() => abort.abort());
    const exchange = async (): Promise<Answer> =>
      readAnswer(
        await host.fetch(endpoint, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': batch.id },
          body: payloadBody(batch),
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          redirect: 'manual',
          cache: 'no-store',
          signal: abort.signal,
        }),
        batch,
        host.scheduler.now(),
      );
    from(exchange()).subscribe(subscriber);
  }).pipe(
    timeout({ first: timeoutMs, scheduler: host.scheduler }),
    catchError(() => of(undefined)),
  );
}

async function readAnswer(response: Response, batch: Batch, now: number): Promise<Answer> {
  const problem = isProblem(response) ? parseObject(await readText(response)) : {};
  if (!response.bodyUsed) response.body?.cancel().catch(() => {});
  const errors: unknown[] = Array.isArray(problem.errors) ? problem.errors : [];
  const named = errors.flatMap((error) => tokenAt(batch, asObject(error).pointer) ?? []);
  const retryAfterMs = parseRetryAfter(response.headers.get('Retry-After'), now);
  return {
    status: response.status,
    void: problem.void === true,
    named: [...new Set(named)],
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const isProblem = ({ status, headers }: Response): boolean =>
  status >= 400 && /^application\/problem\+json\b/i.test(headers.get('Content-Type') ?? '');

/** The body as text, empty where it is longer than a problem document has any reason to be. */
async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; ; ) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) return text + decoder.decode();
    bytes += value.length;
    if (bytes > longestProblemBytes) {
      reader?.cancel().catch(() => {});
      return '';
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(json));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** Milliseconds from now, for seconds or a date. */
function parseRetryAfter(header: string | null, now: number): number | undefined {
  const ms = /^\s*\d+\s*$/.test(header ?? '') ? Number(header) * 1000 : Date.parse(header ?? '') - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
