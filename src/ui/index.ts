export { en } from './strings/en/index.js';
export type { Facts, SignalDescription, SignalDescriptions, Strings, Vocabulary } from './strings/Strings.js';
