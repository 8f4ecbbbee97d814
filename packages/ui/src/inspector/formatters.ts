import type { Release } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import type { SignalDescription, SignalDescriptions } from 'turntally/wording';
import type { InspectorStrings } from '../strings/InspectorStrings.js';
import type { Strings } from '../strings/Strings.js';

/** The words, and how numbers and times are written among them. */
export interface Writer {
  readonly words: InspectorStrings;
  /** Descriptions of the built-in signals and the app's, by name. Not an object: a signal may be called `constructor`. */
  readonly signals: ReadonlyMap<string, SignalDescription>;
  /** Signals that may be counted, with a description or without. */
  readonly asked: Signals;
  number(value: number): string;
  /** A number of things, in words. */
  amount(counted: (count: number, written: string) => string, count: number): string;
  /** By the app's clock, epoch milliseconds. */
  now(): number;
  /** Epoch milliseconds; whatever was stored can be written. */
  time(at: number): string;
  release(release: Release): string;
}

const latestDate = 8.64e15;

export function writerOf(
  { language, vocabulary, inspector: words }: Strings,
  own: SignalDescriptions = {},
  asked: Signals = {},
  now = Date.now,
): Writer {
  const numbers = new Intl.NumberFormat(language);
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const number = (value: number): string => numbers.format(value);
  return {
    words,
    // What is built in comes first, and means the same wherever it is described.
    signals: new Map<string, SignalDescription>(Object.entries({ ...vocabulary, ...own, ...vocabulary })),
    asked,
    now,
    number,
    amount: (counted, count) => counted(count, number(count)),
    time: (at) => times.format(Math.min(at, latestDate)),
    release: ({ version, os }) => words.release(version, words.operatingSystems[os]),
  };
}
