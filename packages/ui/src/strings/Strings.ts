import type { Wording } from 'turntally/wording';
import type { ConsentStrings } from './ConsentStrings.js';
import type { InspectorStrings } from './InspectorStrings.js';

/** All the words of the elements, replaceable as a whole: `element.strings = zh`. */
export interface Strings extends Wording {
  readonly consent: ConsentStrings;
  readonly inspector: InspectorStrings;
}
