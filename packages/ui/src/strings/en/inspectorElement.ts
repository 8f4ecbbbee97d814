import { en as wording } from 'turntally/wording';
import type { InspectorElementStrings } from '../Strings.js';
import { inspector } from './inspector.js';

export const inspectorEnglish: InspectorElementStrings = { ...wording, inspector };
