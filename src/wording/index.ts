export { describeByProvider } from './describeByProvider.js';
export { en } from './en/index.js';
export { isLanguageTag } from './isLanguageTag.js';
export type {
  Facts,
  LostWording,
  ProviderWording,
  SignalDescription,
  SignalDescriptions,
  Vocabulary,
  Wording,
} from './Wording.js';
