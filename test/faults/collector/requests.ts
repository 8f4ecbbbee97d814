import { expect } from 'vitest';
import { allRows, newId, openStore, payload } from '../../../packages/collector/test/support.js';
import type { RawAnswer } from './raw.js';

export const body = payload(); // twelve turns
export const post = 'POST /v1/metrics HTTP/1.1';
export const json = 'content-type: application/json';
export const lengthOf = (text: string | Uint8Array) => `content-length: ${Buffer.byteLength(text)}`;
export const chunked = 'transfer-encoding: chunked';
export const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
export const lastChunk = '0\r\n\r\n';

/** A request's first lines, with a batch id of its own, on a connection that is closed after the answer. */
export function head(requestLine: string, ...fields: readonly string[]): string {
  const own = ['host: collector.test', 'connection: close', `idempotency-key: ${newId()}`];
  return [requestLine, ...own, ...fields, '', ''].join('\r\n');
}

/** @throws when the answer is anything but a problem document. */
export function problemIn(answer: RawAnswer | undefined, what: string): { status: number; void?: unknown } {
  expect(answer?.headers['content-type'], what).toBe('application/problem+json');
  const problem = JSON.parse(answer?.body ?? '');
  expect(problem, what).toMatchObject({ type: 'about:blank', status: answer?.status });
  return problem;
}

/** How many batches of twelve turns, and nothing else, are in the file. */
export async function batchesIn(file: string): Promise<number> {
  const rows = await allRows(openStore(file));
  const reports = rows.reduce((sum, row) => sum + row.reports, 0);
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(12 * reports);
  return reports;
}
