import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentElementStrings } from '../strings/Strings.js';
import type { ConsentState } from './consentState.js';
import { choicesView, type OnAnswer, statusView, steadyStatusView, switchView } from './controls.js';

/** What both layouts arrange. */
export interface LayoutParts {
  readonly strings: ConsentElementStrings;
  readonly state: ConsentState;
  /** What a person should know before answering. */
  readonly content: TemplateResult;
  readonly onAnswer: OnAnswer;
}

const introView = ({ consent }: ConsentElementStrings): TemplateResult => html`<p>${consent.intro}</p><slot></slot>`;

const isDecided = ({ status }: ConsentState): boolean => status === 'yes' || status === 'no';

/** Whether the person has to be asked, for the first time or again. */
export const needsAnswer = ({ status }: ConsentState): boolean => status === 'undecided' || status === 'again';

/** A section of a page. The switch replaces the choices as soon as there is an answer. */
export function settingsLayout({ strings, state, content, onAnswer }: LayoutParts): TemplateResult {
  const { language, consent: words } = strings;
  const isOn = state.pending ?? state.status === 'yes';
  return html`
    <section part="settings" aria-labelledby="title" lang=${language}>
      <h2 id="title" part="title">${words.title}</h2>
      ${introView(strings)}
      <div class="control" part="control">
        <div class="stack">
          ${choicesView(words, needsAnswer(state), onAnswer)}${switchView(words, isDecided(state), isOn, onAnswer)}
        </div>
        ${steadyStatusView(words, state, onAnswer)}
      </div>
      ${content}
    </section>
  `;
}

/**
 * A dialog, and a hidden text that announces the answer after it has closed. Contains no landmarks, because the page has its
 * own header and footer.
 */
export function disclosureLayout(
  { strings, state, content, onAnswer }: LayoutParts,
  onClose: () => void,
): TemplateResult {
  const { language, consent: words } = strings;
  return html`
    <dialog part="dialog" aria-labelledby="title" lang=${language} @close=${onClose}>
      <div class="header" part="header">
        <h2 id="title" part="title" tabindex="-1" autofocus>${words.title}</h2>
        <button type="button" class="close" part="close" aria-label=${words.close} @click=${onClose}>&times;</button>
      </div>
      <div class="body">${introView(strings)}${content}</div>
      <div class="control footer" part="control">
        ${statusView(words, state, onAnswer)}${choicesView(words, needsAnswer(state), onAnswer)}
      </div>
    </dialog>
    <p class="unseen" role="status" lang=${language}>
      ${state.isAnswered && isDecided(state) ? words.status[state.status] : nothing}
    </p>
  `;
}
