import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../strings/Strings.js';
import type { View } from './consentState.js';
import { type Answer, choices, status, steadyStatus, toggle } from './control.js';

/** What both frames put together. */
export interface Parts {
  readonly strings: Strings;
  readonly view: View;
  /** What a person should know before answering. */
  readonly content: TemplateResult;
  readonly answer: Answer;
}

const intro = ({ consent }: Strings): TemplateResult => html`<p>${consent.intro}</p><slot></slot>`;

const isDecided = ({ state }: View): boolean => state === 'yes' || state === 'no';

/** Whether the person is to be asked, by the view. */
export const asks = ({ state }: View): boolean => state === 'undecided' || state === 'again';

/** A section of a page. The switch takes the place of the choices as soon as one was made. */
export function settings({ strings, view, content, answer }: Parts): TemplateResult {
  const { language, consent: words } = strings;
  const isOn = view.pending ?? view.state === 'yes';
  return html`
    <section part="settings" aria-labelledby="title" lang=${language}>
      <h2 id="title" part="title">${words.title}</h2>
      ${intro(strings)}
      <div class="control" part="control">
        <div class="stack">
          ${choices(words, asks(view), answer)}${toggle(words, isDecided(view), isOn, answer)}
        </div>
        ${steadyStatus(words, view, answer)}
      </div>
      ${content}
    </section>
  `;
}

/** A dialog, and what is said of the answer once it has closed. No landmarks in it: the page has its own header and footer. */
export function disclosure({ strings, view, content, answer }: Parts, close: () => void): TemplateResult {
  const { language, consent: words } = strings;
  return html`
    <dialog part="dialog" aria-labelledby="title" lang=${language} @close=${close}>
      <div class="header" part="header">
        <h2 id="title" part="title" tabindex="-1" autofocus>${words.title}</h2>
        <button type="button" class="close" part="close" aria-label=${words.close} @click=${close}>&times;</button>
      </div>
      <div class="body">${intro(strings)}${content}</div>
      <div class="control footer" part="control">
        ${status(words, view, answer)}${choices(words, asks(view), answer)}
      </div>
    </dialog>
    <p class="unseen" role="status" lang=${language}>
      ${view.isAnswered && isDecided(view) ? words.status[view.state] : nothing}
    </p>
  `;
}
