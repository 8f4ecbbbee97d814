import type { ConsentStrings } from '../ConsentStrings.js';

export const consent: ConsentStrings = {
  title: 'May this app count?',
};
