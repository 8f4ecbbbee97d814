import { defineOnce } from '../defineOnce.js';
import { TurntallyInspector } from './TurntallyInspector.js';

export { TurntallyInspector };

defineOnce('turntally-inspector', TurntallyInspector);
