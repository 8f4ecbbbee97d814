import type { ConsentStrings } from '../ConsentStrings.js';

export const consent: ConsentStrings = {
  title: '是否允许本应用计数？',
};
