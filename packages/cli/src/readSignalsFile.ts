import { readFileSync } from 'node:fs';
import { OptionError, type Signals, withExtraSignals } from 'turntally/signals';
import type { SignalDescriptions } from 'turntally/wording';
import * as z from 'zod/mini';
import { errorMessage } from './errorMessage.js';
import { explainReadError } from './explainReadError.js';
import { UsageError } from './UsageError.js';

/** An app's own signals, and the texts that describe each signal and each of its buckets. */
export interface DescribedSignals {
  readonly signals: Signals;
  readonly descriptions: SignalDescriptions;
}

/**
 * Reads the app's own signals from a JSON file.
 *
 * @throws UsageError naming the file and the first mistake in it.
 */
export function readSignalsFile(path: string): DescribedSignals {
  try {
    return parseDescriptions(parseJson(readText(path)));
  } catch (error) {
    throw new UsageError(`${path}: ${errorMessage(error)}`);
  }
}

/** Whether the text is one line without control characters, and without those that change the direction of text. */
export const isSingleLine = (text: string): boolean =>
  text.trim() !== '' && !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text);

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new Error(explainReadError(error));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, rejectProto);
  } catch (error) {
    throw new Error(`invalid JSON: ${errorMessage(error)}`);
  }
}

/** zod would drop a key `__proto__` without an error. */
function rejectProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('"__proto__" is not allowed as a name');
  return value;
}

const line = z.string('must be a string').check(z.refine(isSingleLine, 'must be one line of text'));
const description = z.strictObject(
  {
    title: line,
    sentence: line,
    example: line,
    buckets: z.record(z.string(), line, 'must be an object with a short text for each bucket'),
  },
  {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? 'must have no keys except title, sentence, example and buckets'
        : 'must be an object with title, sentence, example and buckets',
  },
);
const file = z.record(z.string(), description, 'must be an object with a description for each signal');

function parseDescriptions(value: unknown): DescribedSignals {
  const { listed, others } = splitListed(value);
  const result = file.safeParse(others);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${issue?.path.join('.')} ${issue?.message}`.trim());
  }
  const descriptions = result.data;
  const described = Object.entries(descriptions).map(([signal, { buckets }]) => [signal, Object.keys(buckets)]);
  const signals = { ...Object.fromEntries(described), ...listed };
  checkSignals(signals);
  return { signals, descriptions };
}

/** `delivery`, which the library describes, is a list of its buckets. */
function splitListed(value: unknown): { readonly listed: Signals; readonly others: unknown } {
  const { delivery, ...others } = { ...Object(value) };
  return Array.isArray(delivery) ? { listed: { delivery }, others } : { listed: {}, others: value };
}

/** The library calls the signals the option `extraSignals`; in the file they are the whole. */
function checkSignals(signals: Signals): void {
  try {
    withExtraSignals(signals);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const [, ...path] = error.option.split('.');
    throw new Error(`${path.join('.')} ${error.reason}`.trim());
  }
}
