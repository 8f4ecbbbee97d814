import type { Counters } from '../../src/signals.js';

/** The recorded items of one or more turns, and the counts they must result in. */
export type Recording = readonly { readonly lines: readonly unknown[]; readonly counts: Counters }[];

/** The line that records how a stream ended. */
export const ended = (error?: unknown): unknown => ({ end: error === undefined ? {} : { error } });

/** One line of JSON, the same in every recording. Errors keep the fields that identify them. */
export function jsonOf(item: unknown): string {
  const text = JSON.stringify(item, (key, value) => {
    // Of an HTTP request; OpenAI's events have a response of a model, and so have those of its Agents SDK.
    const isHttp = key === 'request' || (key === 'response' && value?.object !== 'response' && !value?.output);
    if (isHttp || key === 'stack') return undefined;
    if (!(value instanceof Error)) return value;
    const { name, message, cause, code, statusCode, status, lastError } = value as Error & Record<string, unknown>;
    return { name, message, code, status, statusCode, lastError, cause };
  });
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'provider.example')
    .replaceAll(/"(localPort|remotePort|bytesWritten|bytesRead)":\d+/g, '"$1":0')
    .replaceAll(/"approvalId":"[^"]*"/g, '"approvalId":"approval-1"');
}
