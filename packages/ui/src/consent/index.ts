import { defineOnce } from '../defineOnce.js';
import { TurntallyConsent } from './TurntallyConsent.js';

export { TurntallyConsent };

defineOnce('turntally-consent', TurntallyConsent);
