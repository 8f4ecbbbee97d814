import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentStrings } from '../strings/ConsentStrings.js';
import type { ConsentState } from './consentState.js';

export type OnAnswer = (agree: boolean) => unknown;

/** Two buttons of equal weight: neither is the default, neither is pressed. */
export const choicesView = (
  { choices: { yes, no } }: ConsentStrings,
  isShown: boolean,
  onAnswer: OnAnswer,
): TemplateResult => html`
  <div class="choices" part="choices" role="group" aria-labelledby="title" tabindex="-1" ?inert=${!isShown}>
    <button type="button" part="choice" @click=${() => onAnswer(true)}>${yes}</button>
    <button type="button" part="choice" @click=${() => onAnswer(false)}>${no}</button>
  </div>
`;

/** Shown only after an answer: a switch is either on or off, which an undecided person has not said. */
export const switchView = (
  words: ConsentStrings,
  isShown: boolean,
  isOn: boolean,
  onAnswer: OnAnswer,
): TemplateResult => html`
  <button
    type="button"
    class="switch"
    part="switch"
    role="switch"
    aria-checked=${isOn}
    ?inert=${!isShown}
    @click=${() => onAnswer(!isOn)}
  >
    ${words.switch} <span class="track" part="track"></span>
  </button>
`;

/**
 * What follows from the answer, announced by screen readers when it changes. Each text has an element of its own: in
 * Chromium, replacing a text in place counts as a layout shift in right-to-left pages.
 */
export function statusView(
  words: ConsentStrings,
  { status, failed }: ConsentState,
  onAnswer: OnAnswer,
): TemplateResult {
  const texts = Object.entries(words.status).map(([name, text]) =>
    failed === undefined && name === status ? html`<span>${text}</span>` : nothing,
  );
  const failure =
    failed === undefined
      ? nothing
      : html`${words.failed} <button type="button" part="retry" @click=${() => onAnswer(failed)}>${words.retry}</button>`;
  return html`<p class=${status} part="status" role="status">${texts}${failure}</p>`;
}

/** The status in a box as high as the longest text, so that nothing moves when the text changes. */
export const steadyStatusView = (
  words: ConsentStrings,
  state: ConsentState,
  onAnswer: OnAnswer,
): TemplateResult => html`
  <div class="stack">
    ${[...Object.values(words.status), `${words.failed} ${words.retry}`].map((text) => html`<p inert>${text}</p>`)}
    ${statusView(words, state, onAnswer)}
  </div>
`;
