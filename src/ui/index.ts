import { TurntallyConsent } from './consent/TurntallyConsent.js';
import { define } from './define.js';
import { TurntallyInspector } from './inspector/TurntallyInspector.js';

export { en } from './strings/en/index.js';
export type { Facts, SignalDescription, SignalDescriptions, Strings, Vocabulary } from './strings/Strings.js';
export { TurntallyConsent, TurntallyInspector };

define('turntally-consent', TurntallyConsent);
define('turntally-inspector', TurntallyInspector);
