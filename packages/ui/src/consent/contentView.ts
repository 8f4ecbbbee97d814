import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentElementStrings } from '../strings/Strings.js';
import type { DescribedSignal } from './describeSignals.js';

/** Which of the folded parts are open before the person opens or closes any. */
export interface Unfolded {
  /** What is counted. */
  readonly signals: boolean;
  readonly facts: boolean;
}

/**
 * What a person should know before answering: the same in both layouts. Where it goes and what never leaves come first,
 * and are never folded.
 */
export function contentView(
  { consent: words, facts }: ConsentElementStrings,
  signals: readonly DescribedSignal[],
  recipient: string,
  unfolded: Unfolded,
  inspectorHref: string | undefined,
  onInspect: (event: Event) => void,
): TemplateResult {
  const { headings, sentTo, inspect } = words;
  const link = html`<a part="inspector" href=${inspectorHref ?? ''} @click=${onInspect}>${inspect}</a>`;
  // Outside of a page, a relative endpoint has no recipient that could be named.
  const destination = recipient && html`<p>${sentTo} <bdi class="origin" part="origin">${recipient}</bdi></p>`;
  const described = html`<dl part="signals">${signals.map((signal) => signalView(signal, words))}</dl>`;
  return html`
    ${destination}
    <div>
      <h3 part="heading">${headings.neverSent}</h3>
      ${listView(facts.neverSent)}
    </div>
    <div part="facts">
      ${foldView(headings.counted, described, unfolded.signals)}
      ${foldView(headings.sent, listView(facts.sent), unfolded.facts)}
      ${foldView(headings.when, html`<p>${facts.when}</p>`, unfolded.facts)}
      ${foldView(headings.kept, listView(facts.kept), unfolded.facts)}
    </div>
    <p>${facts.withdrawal}</p>
    <slot name="inspector">${inspectorHref ? link : nothing}</slot>
  `;
}

const foldView = (heading: string, body: TemplateResult, isOpen: boolean): TemplateResult => html`
  <details part="fold" ?open=${isOpen}>
    <summary><h3 part="heading">${heading}</h3></summary>
    ${body}
  </details>
`;

const listView = (items: readonly string[]): TemplateResult =>
  html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

const signalView = (
  { title, sentence, example, buckets, isNew }: DescribedSignal,
  words: ConsentElementStrings['consent'],
): TemplateResult => html`
  <div part="signal">
    <dt part="signal-title">${title} <span class="new" part="new" ?inert=${!isNew}>${words.new}</span></dt>
    ${sentence && html`<dd>${sentence}</dd>`}
    ${example && html`<dd class="muted">${words.example} ${example}</dd>`}
    ${
      buckets.length > 0
        ? html`<dd class="muted">
            ${words.buckets}
            <ul class="buckets" part="buckets">
              ${buckets.map(({ name, isNew }) => html`<li>${isNew ? html`<ins>${name}</ins>` : name}</li>`)}
            </ul>
          </dd>`
        : nothing
    }
  </div>
`;
