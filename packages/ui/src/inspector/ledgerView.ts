import { html, nothing, type TemplateResult } from 'lit';
import { countsView } from './countsView.js';
import { lastDelivery, lossesOf, lossesView, nextAttempt, sealedView } from './deliveryView.js';
import type { Writer } from './formatters.js';
import { type PayloadActions, payloadView } from './payloadView.js';
import type { News } from './watch.js';

/** All that is stored, and all that would be sent. */
export function ledgerView(
  { status, inspection }: News,
  chosen: number,
  report: string,
  writer: Writer,
  act: PayloadActions,
): TemplateResult {
  const { words } = writer;
  if (inspection === undefined) return html`<p class="muted">${words.reading}</p>`;
  const isEmpty = !inspection?.pending.length && !inspection?.outbox;
  // What cannot be read looks like nothing.
  if (!inspection || (isEmpty && status?.storage === 'failing')) return html`<p class="muted">${words.unknown}</p>`;
  return html`
    ${sectionView('pending', words.pending, countsView(inspection, writer))}
    ${sectionView('sealed', words.sealed, sealedView(inspection, writer))}
    ${sectionView(
      'next',
      words.next,
      html`
        <p>${nextAttempt(inspection, writer)} ${lastDelivery(inspection, writer)}</p>
        ${payloadView(inspection.next, chosen, report, writer, act)}`,
    )}
    ${lossesOf(inspection.lost).length ? sectionView('lost', words.lost, lossesView(inspection, writer)) : nothing}
  `;
}

const sectionView = (name: string, title: string, content: TemplateResult): TemplateResult => html`
  <section part="section ${name}" aria-labelledby=${name}>
    <h3 id=${name}>${title}</h3>
    ${content}
  </section>`;
