import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { errorMessage } from '../errorMessage.js';
import { printable } from '../printable.js';
import type { OtlpRequest } from './otlpRequests.js';

export interface OtlpReceiver {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** @defaultValue the global `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Waits for milliseconds.
   *
   * @defaultValue a timer
   */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** The answers after which OTLP says to send again; all others are final. */
const retryableStatuses: readonly number[] = [429, 502, 503, 504];
const attempts = 6;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;
const timeoutMs = 10_000;
const longestAnswer = 65_536;

/**
 * Posts a request, again after growing pauses while the receiver is overloaded or cannot be reached. `Retry-After` lengthens a pause.
 *
 * @returns a warning of the receiver, if there is one.
 * @throws Error that says what the receiver answered, or why there is no answer.
 */
export async function postOtlp(request: OtlpRequest, receiver: OtlpReceiver): Promise<string | undefined> {
  const { wait = sleep } = receiver;
  for (let attempt = 1; ; attempt++) {
    const answer = await postOnce(request, receiver);
    if (answer.kind === 'accepted') return answer.warning;
    if (answer.kind === 'refused') throw new Error(answer.reason);
    if (attempt === attempts) throw new Error(`${answer.reason}, ${attempts} times`);
    if (answer.pauseMs > longestPauseMs)
      throw new Error(`${answer.reason}, and asks to wait for ${answer.pauseMs / 1000} s`);
    // Half of the pause is random, so that many exporters do not come back at once.
    const pauseMs = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    await wait(Math.max(pauseMs, answer.pauseMs));
  }
}

type Answer =
  | { readonly kind: 'accepted'; readonly warning?: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'busy'; readonly reason: string; readonly pauseMs: number };

async function postOnce(
  request: OtlpRequest,
  { url, headers, fetch = globalThis.fetch }: OtlpReceiver,
): Promise<Answer> {
  const { host } = new URL(url);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'manual', // the headers are for this receiver only
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await readText(response);
  } catch (error) {
    return { kind: 'busy', reason: `${host} cannot be reached: ${causeOf(error)}`, pauseMs: 0 };
  }
  if (response.status === 200) return readAccepted(text);
  const reason = `${host} answers ${response.status}${messageIn(text)}`;
  return retryableStatuses.includes(response.status)
    ? { kind: 'busy', reason, pauseMs: retryAfterMs(response.headers.get('retry-after')) }
    : { kind: 'refused', reason };
}

/** `fetch` rejects with "fetch failed", and the reason as its cause. */
function causeOf(error: unknown): string {
  return errorMessage(error instanceof TypeError && error.cause !== undefined ? error.cause : error);
}

/** Reads at most {@link longestAnswer} bytes; what is longer is no answer of OTLP. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) break;
  }
  return text;
}

const partialSuccess = z.object({
  partialSuccess: z.object({
    rejectedDataPoints: z._default(z.coerce.number(), 0),
    errorMessage: z._default(z.string(), ''),
  }),
});

/** A receiver that accepts all answers with an empty object. It must not be sent again what it has accepted in part. */
function readAccepted(text: string): Answer {
  const result = partialSuccess.safeParse(parseJson(text));
  if (!result.success) return { kind: 'accepted' };
  const { rejectedDataPoints, errorMessage } = result.data.partialSuccess;
  const message = printable(errorMessage);
  if (rejectedDataPoints > 0) {
    return { kind: 'refused', reason: `the receiver rejected ${rejectedDataPoints} numbers: ${message}` };
  }
  return message === '' ? { kind: 'accepted' } : { kind: 'accepted', warning: message };
}

const status = z.object({ message: z.string() });

/** What the receiver says about a failure. */
function messageIn(text: string): string {
  const result = status.safeParse(parseJson(text));
  return result.success ? `: ${printable(result.data.message)}` : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or a date, as milliseconds from now; 0 for anything else. */
function retryAfterMs(header: string | null): number {
  if (header === null) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
}
