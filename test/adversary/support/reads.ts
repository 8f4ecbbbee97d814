import { token } from './collector.js';
import { send } from './posts.js';

export const readPaths = ['/', '/export.csv', '/export.json', '/v1/metrics', '/metrics'] as const;

/** A row of an export, or of the API. */
export interface Row {
  readonly date: string;
  readonly version: string;
  readonly os: string;
  readonly signal: string;
  readonly bucket: string;
  readonly count: number;
  readonly reports: number;
}

/** Reads with the credential. */
export async function read(url: string, path: string): Promise<string> {
  const { status, body } = await send(url + path, { headers: { authorization: `Bearer ${token}` } });
  if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
  return body;
}

/** The rows of `GET /v1/metrics`. */
export async function rowsOf(url: string, query = 'days=366'): Promise<readonly Row[]> {
  return JSON.parse(await read(url, `/v1/metrics?${query}`));
}

/** The rows of the CSV export. */
export async function csvRows(url: string, query = 'days=366'): Promise<readonly Row[]> {
  const [, ...lines] = (await read(url, `/export.csv?${query}`)).trim().split('\r\n');
  return lines.map((line) => {
    const [date = '', version = '', os = '', signal = '', bucket = '', count, reports] = line.split(',');
    return { date, version, os, signal, bucket, count: Number(count), reports: Number(reports) };
  });
}

/** All numbers that are visible to a reader in a text, with their thousands separators removed. */
export function numbersIn(text: string): ReadonlySet<number> {
  const visible = text.replace(/<(style|script)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
  return new Set((visible.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((number) => Number(number.replaceAll(',', ''))));
}
