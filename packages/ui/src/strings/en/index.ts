import { en as wording } from 'turntally/wording';
import type { Strings } from '../Strings.js';
import { consent } from './consent.js';
import { inspector } from './inspector.js';

export const en: Strings = { ...wording, consent, inspector };
