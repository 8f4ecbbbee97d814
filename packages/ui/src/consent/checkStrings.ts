import { isLanguageTag } from 'turntally/wording';
import type { ConsentElementStrings } from '../strings/Strings.js';

/**
 * Checks what is stored with the answer, by the rules of `StoredConsent.answer`: it would refuse every answer to such strings.
 *
 * @returns the strings.
 * @throws TypeError for a wrong `language` or `version`.
 */
export function checkStrings(strings: ConsentElementStrings): ConsentElementStrings {
  const { language, version } = strings;
  if (!isLanguageTag(language)) {
    throw new TypeError(
      `turntally-consent: strings.language must be a language tag, such as "en-US", without extensions, not "${language}"`,
    );
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new TypeError(`turntally-consent: strings.version must be a positive integer, not ${version}`);
  }
  return strings;
}
