export type { Facts, SignalDescription, SignalDescriptions, Vocabulary } from 'turntally/wording';
export { TurntallyConsent } from './consent/index.js';
export { TurntallyInspector } from './inspector/index.js';
export { en } from './strings/en/index.js';
export type { Strings } from './strings/Strings.js';
