import type { Wording } from 'turntally/wording';
import type { ConsentStrings } from './ConsentStrings.js';
import type { InspectorStrings } from './InspectorStrings.js';

/** All texts of the elements. Replaced as a whole: `element.strings = zh`. */
export interface Strings extends Wording {
  readonly consent: ConsentStrings;
  readonly inspector: InspectorStrings;
}

/** The texts of one element, so that a page with one of them does not load those of both. */
export type ConsentElementStrings = Omit<Strings, 'inspector'>;
export type InspectorElementStrings = Omit<Strings, 'consent'>;
