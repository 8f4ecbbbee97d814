import type { Release } from 'turntally/protocol';
import { countSession, type SessionCounts } from 'turntally/testing';
import { type Format, type FormatName, formats } from './formats.js';
import { longestLine, splitLines } from './splitLines.js';

export interface Problem {
  /** Of the file, from 1. */
  readonly line: number;
  /** What is wrong with it, without a word of what it says. */
  readonly reason: string;
}

export interface Replayed extends SessionCounts {
  readonly from: FormatName;
  readonly release: Release;
  readonly lines: number;
  /** Lines that were left out: how many, and the first few. */
  readonly malformed: { readonly count: number; readonly first: readonly Problem[] };
}

export interface ReplayOptions {
  readonly from: FormatName;
  readonly release: Release;
  /** Ends at the first malformed line. */
  readonly strict?: boolean;
  /** Called with how many bytes there were so far. */
  readonly onRead?: (bytes: number) => void;
}

type Fields = Readonly<Record<string, unknown>>;

const namedProblems = 5;

/**
 * Reads a recorded session, one item a line. A line `{"end":{}}`, or `{"end":{"error":…}}`, says that a stream ended there;
 * so does the end of it all.
 *
 * @throws Error when there is nothing in it or it is no UTF-8, and for a malformed line where that was asked for.
 */
export async function replaySession(
  chunks: AsyncIterable<Buffer>,
  { from, release, strict = false, onRead }: ReplayOptions,
): Promise<Replayed> {
  const format: Format = formats[from];
  // Only what is known to be an item is given to it.
  const rehearsal = countSession(format.translator as Parameters<typeof countSession>[0], release);
  const first: Problem[] = [];
  let lines = 0;
  let read = 0;
  let count = 0;
  let bytes = 0;

  const lineOf = (text: string | undefined): void => {
    lines++;
    const reason = text === undefined ? `is longer than ${longestLine / 2 ** 20} MiB` : itemOf(text);
    if (!reason) return;
    if (strict) throw new Error(`line ${lines} ${reason}`);
    count++;
    if (first.length < namedProblems) first.push({ line: lines, reason });
  };
  const itemOf = (text: string): string | undefined => {
    // A byte order mark is trimmed, too.
    const json = text.trim();
    if (!json) return;
    read++;
    const item = objectOf(json);
    if (!item) return 'is no JSON object';
    const end = endOf(item);
    if (end) rehearsal.end(end.error);
    else if (!format.fields.some((field) => isSet(item[field]))) return `is no item of ${from}: ${missing(format)}`;
    else if (!rehearsal.next(item)) return `cannot be read as an item of ${from}`;
  };

  const splitter = splitLines(lineOf);
  for await (const chunk of chunks) {
    if (bytes === 0 && isUtf16(chunk)) throw new Error('this is UTF-16: save it as UTF-8');
    splitter.push(chunk);
    bytes += chunk.length;
    onRead?.(bytes);
  }
  splitter.end();
  if (read + count === 0) throw new Error('there is nothing in it');
  return { from, release, lines, malformed: { count, first }, ...rehearsal.finish() };
}

/** JSON that cannot be parsed takes its time: what cannot be an object is not even tried. */
function objectOf(json: string): Fields | undefined {
  if (!json.startsWith('{') || !json.endsWith('}')) return;
  try {
    return JSON.parse(json);
  } catch {
    return;
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSet = (value: unknown): boolean => typeof value === 'string' || isObject(value);

function endOf(item: Fields): Fields | undefined {
  return isObject(item.end) && Object.keys(item).length === 1 ? item.end : undefined;
}

const missing = ({ fields }: Format): string => `it has no ${fields.map((field) => `"${field}"`).join(' or ')}`;

/** What PowerShell's `>` writes, on some machines. */
const isUtf16 = ([a, b]: Buffer): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
