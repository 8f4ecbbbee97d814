import type { InspectorStrings } from '../InspectorStrings.js';

export const inspector: InspectorStrings = {
  title: '计数内容',
};
