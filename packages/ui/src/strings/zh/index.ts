import { zh as wording } from 'turntally/wording/zh';
import type { Strings } from '../Strings.js';
import { consent } from './consent.js';
import { inspector } from './inspector.js';

export const zh: Strings = { ...wording, consent, inspector };
