import { TurntallyConsent } from './consent/TurntallyConsent.js';
import { define } from './define.js';
import { TurntallyInspector } from './inspector/TurntallyInspector.js';

export type { Facts, SignalDescription, SignalDescriptions, Vocabulary } from 'turntally/wording';
export { en } from './strings/en/index.js';
export type { Strings } from './strings/Strings.js';
export { TurntallyConsent, TurntallyInspector };

define('turntally-consent', TurntallyConsent);
define('turntally-inspector', TurntallyInspector);
