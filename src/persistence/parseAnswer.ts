import { fieldsOf, isCount } from '../reducers/fields.js';
import { isLanguageTag } from '../wording/isLanguageTag.js';

/** A person's answer, as it is stored. */
export interface ConsentAnswer {
  /** The tokens that a yes covers; `false` for a no. */
  readonly agreed: readonly string[] | false;
  /** The origin that the person was asked about. */
  readonly recipient: string;
  /** When it was given, epoch milliseconds. */
  readonly at: number;
  /** The language of the wording that was shown, as BCP 47 has it: `'de'`, `'zh-Hans'`. */
  readonly language?: string;
  /** The version of the wording that was shown: 1, 2 and so on. */
  readonly wording?: number;
}

/** The stored answer; `undefined` if there is none, if it cannot be read, or if it was given to another recipient. */
export function parseAnswer(stored: unknown, recipient: string): ConsentAnswer | undefined {
  const { agreed, at, language, wording, ...rest } = fieldsOf(stored);
  if (rest.recipient !== recipient || !isCount(at) || (agreed !== false && !isTexts(agreed))) return undefined;
  return {
    agreed,
    recipient,
    at,
    ...(isLanguageTag(language) && { language }),
    ...(isWording(wording) && { wording }),
  };
}

export const isWording = (value: unknown): value is number => isCount(value) && value > 0;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
