/**
 * Whether this is a language tag (BCP 47) without extensions and private use: those can be anything, a name too.
 *
 * @example
 * isLanguageTag('zh-Hans-TW'); // true
 */
export const isLanguageTag = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z]{2,8}(-[a-z0-9]{2,8}){0,3}$/i.test(value);
