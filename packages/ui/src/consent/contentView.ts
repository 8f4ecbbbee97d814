import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentElementStrings } from '../strings/Strings.js';
import type { DescribedSignal } from './describeSignals.js';

/** What a person should know before answering: the same in both layouts. */
export function contentView(
  { consent: words, facts }: ConsentElementStrings,
  signals: readonly DescribedSignal[],
  recipient: string,
  inspectorHref: string | undefined,
  onInspect: (event: Event) => void,
): TemplateResult {
  const { headings, sentTo, inspect } = words;
  const link = html`<a part="inspector" href=${inspectorHref ?? ''} @click=${onInspect}>${inspect}</a>`;
  // Outside of a page, a relative endpoint has no recipient that could be named.
  const destination = recipient && html`<p>${sentTo} <bdi class="origin" part="origin">${recipient}</bdi></p>`;
  return html`
    ${factView(headings.counted, html`<dl part="signals">${signals.map((signal) => signalView(signal, words))}</dl>`)}
    <div class="facts" part="facts">
      ${factView(headings.neverSent, listView(facts.neverSent))}
      ${factView(headings.sent, listView(facts.sent))}
      ${factView(headings.when, html`<p>${facts.when}</p>${destination}`)}
      ${factView(headings.kept, listView(facts.kept))}
    </div>
    <p>${facts.withdrawal}</p>
    <slot name="inspector">${inspectorHref ? link : nothing}</slot>
  `;
}

const factView = (heading: string, body: TemplateResult): TemplateResult =>
  html`<div><h3 part="heading">${heading}</h3>${body}</div>`;

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
