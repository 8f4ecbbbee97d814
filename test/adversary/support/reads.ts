import type { CountedRow } from '@turntally/collector';
import { token } from './collector.js';
import { send } from './posts.js';

export const readPaths = ['/', '/export.csv', '/export.json', '/v1/metrics'] as const;

/** Reads with the credential. */
export async function read(url: string, path: string): Promise<string> {
  const { status, body } = await send(url + path, { headers: { authorization: `Bearer ${token}` } });
  if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
  return body;
}

/** The rows of `GET /v1/metrics`. */
export async function rowsOf(url: string, query = 'days=366'): Promise<readonly CountedRow[]> {
  return JSON.parse(await read(url, `/v1/metrics?${query}`));
}
