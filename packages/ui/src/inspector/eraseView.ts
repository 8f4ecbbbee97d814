import { html, nothing, type TemplateResult } from 'lit';
import type { InspectorStrings } from '../strings/InspectorStrings.js';

export interface EraseActions {
  /** `goOn`: the answer is yes afterwards, too. */
  erase(goOn: boolean): void;
  cancel(): void;
}

/** Asks before erasing, and whether to go on counting where the answer is yes so far. */
export function eraseView(answer: boolean | undefined, words: InspectorStrings, act: EraseActions): TemplateResult {
  const choice = (goOn: boolean, text: string) =>
    html`<button part="button erase" @click=${() => act.erase(goOn)}>${text}</button>`;
  return html`
    <div part="confirm" role="group" aria-labelledby="question" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && act.cancel()}>
      <p id="question">${words.eraseQuestion} ${answer === undefined ? words.eraseUndecided : nothing}</p>
      <div class="line">
        <button id="cancel" part="button" @click=${act.cancel}>${words.cancel}</button>
        ${answer ? [choice(true, words.eraseAndGoOn), choice(false, words.eraseAndStop)] : choice(false, words.eraseOnly)}
      </div>
    </div>
  `;
}
