import type { Wording } from '../Wording.js';
import { byProvider } from './byProvider.js';
import { facts } from './facts.js';
import { lost } from './lost.js';
import { vocabulary } from './vocabulary.js';

export const en: Wording = { version: 1, language: 'en', vocabulary, byProvider, lost, facts };
