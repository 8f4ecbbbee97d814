import type { InspectorStrings } from '../InspectorStrings.js';

export const inspector: InspectorStrings = {
  title: 'What is counted',
};
