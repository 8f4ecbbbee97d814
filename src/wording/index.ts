export { en } from './en/index.js';
export { isLanguageTag } from './isLanguageTag.js';
export type { Facts, SignalDescription, SignalDescriptions, Vocabulary, Wording } from './Wording.js';
