import { readFileSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { WriteStream } from 'node:tty';
import type { Counters } from '../../../src/index.js';
import { type FormatName, formats } from '../src/replay/formats.js';
import { type ReplayOptions, replaySession, type SessionReport } from '../src/replay/replaySession.js';

const root = new URL('../../../', import.meta.url);

/** The text of an example. */
export const recorded = (name: string): string => readFileSync(new URL(`examples/${name}.jsonl`, root), 'utf8');

const expectedOf = (name: string) => JSON.parse(readFileSync(new URL(`examples/${name}.expected.json`, root), 'utf8'));

/** Every recorded session, with its format, its file and the expected counters. */
export const examples: readonly { readonly from: FormatName; readonly name: string; readonly expected: Counters }[] = [
  { from: 'events', name: 'session', expected: expectedOf('session') },
  ...Object.entries<Counters>(expectedOf('adapters')).map(([name, expected]) => ({
    from: name as FormatName,
    name,
    expected,
  })),
];

export const formatNames = Object.keys(formats) as FormatName[];

export const release = { version: '1.4.0', os: 'linux' } as const;

export async function* chunksOf(...texts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

export const replayed = (text: string | Readable, options: Partial<ReplayOptions> = {}): Promise<SessionReport> =>
  replaySession(typeof text === 'string' ? chunksOf(text) : text, { from: 'events', release, ...options });

export const lines = (...items: readonly unknown[]): string =>
  items.map((item) => `${JSON.stringify(item)}\n`).join('');

/** A stream that keeps what is written to it; a terminal if it has columns. */
export function screen(columns?: number) {
  const { getColorDepth } = WriteStream.prototype;
  const terminal = columns === undefined ? {} : { isTTY: true, columns, getColorDepth };
  const stream = Object.assign(new PassThrough(), terminal);
  const text = (): string => stream.read()?.toString() ?? '';
  return { stream: stream as unknown as NodeJS.WriteStream, text };
}
