import { TurntallyConsent } from './consent/TurntallyConsent.js';
import { define } from './define.js';

export { en } from './strings/en/index.js';
export type { Facts, SignalDescription, SignalDescriptions, Strings, Vocabulary } from './strings/Strings.js';
export { TurntallyConsent };

define('turntally-consent', TurntallyConsent);
