import type { Release } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import type { SignalDescription, SignalDescriptions } from 'turntally/wording';
import type { InspectorStrings } from '../strings/InspectorStrings.js';
import type { InspectorElementStrings } from '../strings/Strings.js';

/** The words of the inspector, and how numbers and times are written in their language. */
export interface Formatters {
  readonly words: InspectorStrings;
  /** Descriptions of the built-in signals and the app's, by name. A `Map`, because a signal may be called `constructor`. */
  readonly signals: ReadonlyMap<string, SignalDescription>;
  /** The signals that may be counted, with or without a description. */
  readonly asked: Signals;
  /** The providers that the app does not list, in words. */
  readonly other: string;
  number(value: number): string;
  /** A number with its noun, e.g. `3 counts`. */
  amount(inWords: (count: number, written: string) => string, count: number): string;
  /** The current time by the app's clock, in epoch milliseconds. */
  now(): number;
  /** Formats a time in epoch milliseconds. Accepts any number that can be stored. */
  time(at: number): string;
  release(release: Release): string;
}

/** The latest time that JavaScript can format. */
const latestDate = 8.64e15;

export function createFormatters(
  { language, vocabulary, lost, byProvider: { other }, inspector: words }: InspectorElementStrings,
  descriptions: SignalDescriptions = {},
  asked: Signals = {},
  now = Date.now,
): Formatters {
  const numbers = new Intl.NumberFormat(language);
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const number = (value: number): string => numbers.format(value);
  return {
    words,
    // The vocabulary twice: first for the order, last because an app cannot redefine a built-in signal.
    signals: new Map<string, SignalDescription>(
      Object.entries({ ...vocabulary, ...descriptions, ...vocabulary, ...(asked.delivery && lost) }),
    ),
    asked,
    other,
    now,
    number,
    amount: (inWords, count) => inWords(count, number(count)),
    time: (at) => times.format(Math.min(at, latestDate)),
    release: ({ version, os }) => words.release(version, words.operatingSystems[os]),
  };
}
