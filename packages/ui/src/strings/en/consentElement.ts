import { en as wording } from 'turntally/wording';
import type { ConsentElementStrings } from '../Strings.js';
import { consent } from './consent.js';

export const consentEnglish: ConsentElementStrings = { ...wording, consent };
