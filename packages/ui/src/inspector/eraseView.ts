import { html, nothing, type TemplateResult } from 'lit';
import type { InspectorStrings } from '../strings/InspectorStrings.js';

export interface EraseActions {
  erase(keepCounting: boolean): void;
  cancel(): void;
}

/** Asks for confirmation; if the person has agreed to counting, also whether to continue with it. */
export function eraseView(
  answer: boolean | undefined,
  words: InspectorStrings,
  { erase, cancel }: EraseActions,
): TemplateResult {
  const choice = (keepCounting: boolean, text: string) =>
    html`<button part="button erase" @click=${() => erase(keepCounting)}>${text}</button>`;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') cancel();
  };
  return html`
    <div part="confirm" role="group" aria-labelledby="question" @keydown=${onKey}>
      <p id="question">${words.eraseQuestion} ${answer === undefined ? words.eraseUndecided : nothing}</p>
      <div class="line">
        <button id="cancel" part="button" @click=${cancel}>${words.cancel}</button>
        ${answer ? [choice(true, words.eraseAndGoOn), choice(false, words.eraseAndStop)] : choice(false, words.eraseOnly)}
      </div>
    </div>
  `;
}
