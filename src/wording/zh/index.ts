import type { Wording } from '../Wording.js';
import { byProvider } from './byProvider.js';
import { facts } from './facts.js';
import { lost } from './lost.js';
import { vocabulary } from './vocabulary.js';

export const zh: Wording = { version: 1, language: 'zh', vocabulary, byProvider, lost, facts };
