import { readEvidence } from './errorEvidence.js';
import {
  deadline,
  type ErrorClass,
  nameRules,
  proseRules,
  quotingName,
  type Rules,
  statusRules,
  stopped,
  type ToolErrorClass,
  toolRules,
} from './errorRules.js';
import { plainWords, wordsOf } from './errorText.js';

export type { ErrorClass, ToolErrorClass } from './errorRules.js';

/**
 * The class of a provider's error: of a text, or of what any client throws, with its causes. `undefined` where nothing
 * failed: no error at all, or a person's stop. Never throws, reads a bounded number of fields and characters, and returns
 * nothing but the name of a class.
 *
 * @example
 * classifyProviderError({ statusCode: 429 }); // 'http_429'
 * classifyProviderError('stream ended without finish_reason'); // 'stream_interrupted'
 * classifyProviderError(new DOMException('', 'AbortError')); // undefined
 */
export function classifyProviderError(error: unknown): ErrorClass | undefined {
  if (!isFailure(error)) return undefined;
  const found = findProviderError(error) ?? 'other';
  return found === 'stop' ? undefined : found;
}

/**
 * The class of a failed tool's error, as `classifyProviderError`.
 *
 * @example
 * classifyToolError(new Error('EACCES: permission denied')); // 'permission'
 */
export function classifyToolError(error: unknown): ToolErrorClass {
  const { names, texts } = readEvidence(error);
  const said = anyMatches(quotingName, names) ? [] : [...names.map(wordsOf), ...texts.map(plainWords)];
  return firstClass(toolRules, said) ?? 'exec';
}

/** Outcomes of a turn that are no failure of its provider, whatever error comes with them. */
export const outcomesWithoutFailure: readonly unknown[] = [
  'final_readiness',
  'recovery_paused',
  'completion_uncertain',
];

/** Whether there is an error at all: a text or an object. */
export const isFailure = (error: unknown): boolean =>
  !!error && (typeof error === 'object' || typeof error === 'string');

/** In the order of evidence: a stop, a status, a name or code, words of a text. */
function findProviderError(error: unknown): ErrorClass | 'stop' | undefined {
  const { status, names, texts } = readEvidence(error);
  const words = names.map(wordsOf);
  if (anyMatches(stopped, words)) {
    return anyMatches(deadline, [...words, ...texts.map(plainWords)]) ? 'timeout' : 'stop';
  }
  const exact = firstClass(statusRules, [status ?? '']);
  if (exact || anyMatches(quotingName, names)) return exact;
  const found = firstClass(nameRules, words) ?? firstClass(proseRules, texts.map(plainWords));
  // What has a status of its own is of no other status's class, whatever it says.
  return status && found?.startsWith('http') ? undefined : found;
}

const anyMatches = (pattern: RegExp, texts: readonly string[]): boolean => texts.some((text) => pattern.test(text));

const firstClass = <Class>(rules: Rules<Class>, texts: readonly string[]): Class | undefined =>
  rules.find(([, words]) => anyMatches(words, texts))?.[0];
