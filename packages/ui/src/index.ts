import { TurntallyConsent } from './consent/TurntallyConsent.js';
import { TurntallyInspector } from './inspector/TurntallyInspector.js';

export type { Facts, SignalDescription, SignalDescriptions, Vocabulary } from 'turntally/wording';
export { en } from './strings/en/index.js';
export type { Strings } from './strings/Strings.js';
export { TurntallyConsent, TurntallyInspector };

defineOnce('turntally-consent', TurntallyConsent);
defineOnce('turntally-inspector', TurntallyInspector);

/** A page may load this module twice, and a server that imports it has no `customElements`. */
function defineOnce(tag: string, element: CustomElementConstructor): void {
  const registry = globalThis.customElements;
  if (!registry?.get(tag)) registry?.define(tag, element);
}
