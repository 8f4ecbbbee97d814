import type { Strings } from '../Strings.js';
import { consent } from './consent.js';
import { facts } from './facts.js';
import { inspector } from './inspector.js';
import { vocabulary } from './vocabulary.js';

export const zh: Strings = { language: 'zh', vocabulary, facts, consent, inspector };
