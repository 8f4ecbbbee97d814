import type { Release } from 'turntally/protocol';
import { createSessionCounter, type SessionCounts, type SessionOptions } from 'turntally/testing';
import { type Format, type FormatName, formats } from './formats.js';
import { type Fields, isObject, parseEnd, parseObject } from './parseObject.js';
import { longestLine, splitLines } from './splitLines.js';

export interface MalformedLine {
  /** Its number in the file, from 1. */
  readonly line: number;
  /** What is wrong with it. Does not quote the line, which may contain private text. */
  readonly reason: string;
}

export interface SessionReport extends SessionCounts {
  readonly from: FormatName;
  readonly release: Release;
  readonly lines: number;
  /** The lines that were skipped: how many, and the first five. */
  readonly malformed: { readonly count: number; readonly first: readonly MalformedLine[] };
}

export interface ReplayOptions extends Pick<SessionOptions, 'providers' | 'provider'> {
  readonly from: FormatName;
  readonly release: Release;
  /** Fail at the first malformed line. @defaultValue false */
  readonly strict?: boolean;
  /** Called with the number of bytes read so far. */
  readonly onRead?: (bytes: number) => void;
}

const reportedLines = 5;

/**
 * Reads a recorded session, one item per line, and counts it. A line `{"end":{}}`, or `{"end":{"error":…}}`, marks the end of a
 * stream; the end of the session ends the last one.
 *
 * @throws Error if the session is empty or UTF-16, and with `strict` for a malformed line.
 */
export async function replaySession(
  chunks: AsyncIterable<Buffer>,
  { from, release, providers, provider, strict = false, onRead }: ReplayOptions,
): Promise<SessionReport> {
  const format: Format = formats[from];
  // The translator gets only what `invalidItem` accepts as an item of the format.
  const translator = format.translator as SessionOptions['translator'];
  const counter = createSessionCounter({ release, translator, providers, provider });
  const first: MalformedLine[] = [];
  let lines = 0;
  let blankLines = 0;
  let malformed = 0;
  let bytes = 0;

  const readLine = (text: string | undefined): void => {
    lines++;
    const reason = text === undefined ? `longer than ${longestLine / 2 ** 20} MiB` : readItem(text);
    if (reason === undefined) return;
    if (strict) throw new Error(`line ${lines}: ${reason}`);
    malformed++;
    if (first.length < reportedLines) first.push({ line: lines, reason });
  };
  /** Counts the item of a line. Returns what is wrong with it, if anything is. */
  const readItem = (text: string): string | undefined => {
    const json = text.trim(); // also removes a byte order mark
    if (json === '') {
      blankLines++;
      return undefined;
    }
    const item = parseObject(json);
    if (!item) return 'not a JSON object';
    const end = parseEnd(item);
    if (end) {
      counter.endStream(end.error);
      return undefined;
    }
    return invalidItem(item, format) ?? (counter.count(item) ? undefined : `not ${format.item}: invalid content`);
  };

  const splitter = splitLines(readLine);
  for await (const chunk of chunks) {
    if (bytes === 0 && isUtf16(chunk)) throw new Error('UTF-16 is not supported; save the session as UTF-8');
    splitter.push(chunk);
    bytes += chunk.length;
    onRead?.(bytes);
  }
  splitter.end();
  if (lines === blankLines) throw new Error('the session is empty');
  return { from, release, lines, malformed: { count: malformed, first }, ...counter.finish() };
}

function invalidItem(item: Fields, { item: name, fields, lists = [] }: Format): string | undefined {
  const hasField = fields.some((field) => typeof item[field] === 'string' || isObject(item[field]));
  if (hasField || lists.some((list) => Array.isArray(item[list]))) return undefined;
  return `not ${name}: missing ${[...lists, ...fields].map((field) => `"${field}"`).join(' or ')}`;
}

/** Some versions of PowerShell write UTF-16 with `>`. */
const isUtf16 = ([a, b]: Buffer): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
