import type { Strings } from '../strings/Strings.js';

/**
 * Checks what is stored with the answer, by the rules of `StoredConsent.answer`: it would refuse every answer to such strings.
 *
 * @returns the strings.
 * @throws TypeError for a wrong `language` or `version`.
 */
export function checkStrings(strings: Strings): Strings {
  const { language, version } = strings;
  const isText = typeof language === 'string' && language.length <= 35;
  const isTag = isText && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(language);
  if (!isTag) {
    throw new TypeError(
      `turntally-consent: strings.language must be a BCP 47 tag of at most 35 characters, such as "en-US", not "${language}"`,
    );
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new TypeError(`turntally-consent: strings.version must be a positive integer, not ${version}`);
  }
  return strings;
}
