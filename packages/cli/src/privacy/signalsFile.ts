import { readFileSync } from 'node:fs';
import { OptionError, type Signals, withExtraSignals } from 'turntally/signals';
import type { SignalDescriptions } from 'turntally/wording';
import * as z from 'zod/mini';
import { explained } from '../errors.js';
import { whyUnreadable } from '../explainReadError.js';
import { isLine } from './isLine.js';

/** An app's own signals, and what each and each of its buckets is in plain words. */
export interface DescribedSignals {
  readonly signals: Signals;
  readonly descriptions: SignalDescriptions;
}

/** @throws Error in words for a person, naming the file and the place in it. */
export function readSignalsFile(path: string): DescribedSignals {
  try {
    return described(parsed(read(path)));
  } catch (error) {
    throw new Error(`${path}: ${explained(error)}`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new Error(whyUnreadable(error));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, nothingInherited);
  } catch (error) {
    throw new Error(`this is no JSON: ${explained(error)}`);
  }
}

/** An object's own `__proto__` would be lost on the way. */
function nothingInherited(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('nothing can be called __proto__');
  return value;
}

const line = z.string('must be a text').check(z.refine(isLine, 'must be one line of text'));
const description = z.strictObject(
  {
    title: line,
    sentence: line,
    example: line,
    buckets: z.record(z.string(), line, 'must be an object: each bucket, and what it is in a word or two'),
  },
  {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? 'has no keys but title, sentence, example and buckets' : shape,
  },
);
const shape = 'must be an object of title, sentence, example and buckets';
const file = z.record(z.string(), description, 'must be an object: each signal, and its description');

function described(value: unknown): DescribedSignals {
  const result = file.safeParse(value);
  const issue = result.error?.issues[0];
  if (!result.success) throw new Error(`${[...(issue?.path ?? [])].join('.')} ${issue?.message}`.trim());
  const descriptions = result.data;
  const signals = Object.fromEntries(
    Object.entries(descriptions).map(([signal, { buckets }]) => [signal, Object.keys(buckets)]),
  );
  try {
    withExtraSignals(signals);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new Error(`${error.option.replace(/^extraSignals\.?/, '')} ${error.reason}`.trim());
  }
  return { signals, descriptions };
}
