import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentStrings } from '../strings/ConsentStrings.js';
import type { View } from './consentState.js';

export type Answer = (agree: boolean) => unknown;

/** Two buttons of equal weight: neither is the default, neither is pressed. */
export const choices = (
  { choices: { yes, no } }: ConsentStrings,
  isShown: boolean,
  answer: Answer,
): TemplateResult => html`
  <div class="choices" part="choices" role="group" aria-labelledby="title" tabindex="-1" ?inert=${!isShown}>
    <button type="button" part="choice" @click=${() => answer(true)}>${yes}</button>
    <button type="button" part="choice" @click=${() => answer(false)}>${no}</button>
  </div>
`;

/** Not to be shown before there is an answer: a switch can only say on or off, and the person has said neither. */
export const toggle = (words: ConsentStrings, isShown: boolean, isOn: boolean, answer: Answer): TemplateResult => html`
  <button
    type="button"
    class="switch"
    part="switch"
    role="switch"
    aria-checked=${isOn}
    ?inert=${!isShown}
    @click=${() => answer(!isOn)}
  >
    ${words.switch} <span class="track" part="track"></span>
  </button>
`;

/**
 * What follows from the answer; screen readers are told when it changes. Each text has a place of its own: one that is
 * replaced in place counts as a layout shift where one reads from right to left (Chromium).
 */
export function status(words: ConsentStrings, { state, failed }: View, answer: Answer): TemplateResult {
  const texts = Object.entries(words.status).map(([name, text]) =>
    failed === undefined && name === state ? html`<span>${text}</span>` : nothing,
  );
  const failure =
    failed === undefined
      ? nothing
      : html`${words.failed} <button type="button" part="retry" @click=${() => answer(failed)}>${words.retry}</button>`;
  return html`<p class=${state} part="status" role="status">${texts}${failure}</p>`;
}

/** The same in the room that the longest text takes, so that nothing moves when it changes. */
export const steadyStatus = (words: ConsentStrings, view: View, answer: Answer): TemplateResult => html`
  <div class="stack">
    ${[...Object.values(words.status), `${words.failed} ${words.retry}`].map((text) => html`<p inert>${text}</p>`)}
    ${status(words, view, answer)}
  </div>
`;
