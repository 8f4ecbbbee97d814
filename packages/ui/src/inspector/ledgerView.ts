import { html, nothing, type TemplateResult } from 'lit';
import { countsView } from './countsView.js';
import { attemptView, lossesOf, lossesView, sealedView } from './deliveryView.js';
import type { Formatters } from './formatters.js';
import { type PayloadActions, payloadView } from './payloadView.js';
import type { TelemetryNews } from './watchTelemetry.js';

/**
 * All that is stored, and all that would be sent: first what waits, and why; the counts come after it, many of which are 0.
 *
 * @param chosen index of the payload to show
 * @param report result of the last action with a payload
 */
export function ledgerView(
  { status, inspection }: TelemetryNews,
  chosen: number,
  report: string,
  formatters: Formatters,
  actions: PayloadActions,
): TemplateResult {
  const { words } = formatters;
  if (inspection === undefined) return html`<p class="muted">${words.reading}</p>`;
  const isEmpty = !inspection?.pending.length && !inspection?.outbox;
  // A storage that cannot be read looks empty.
  if (!inspection || (isEmpty && status?.storage === 'failing')) return html`<p class="muted">${words.unknown}</p>`;
  return html`
    ${sectionView('sealed', words.sealed, sealedView(inspection, formatters))}
    ${sectionView('next', words.next, attemptView(inspection, formatters))}
    ${sectionView('pending', words.pending, countsView(inspection, formatters))}
    ${sectionView('exact', words.exact, payloadView(inspection.next, chosen, report, formatters, actions))}
    ${lossesOf(inspection.lost).length > 0 ? sectionView('lost', words.lost, lossesView(inspection, formatters)) : nothing}
  `;
}

const sectionView = (name: string, title: string, content: TemplateResult | typeof nothing): TemplateResult => html`
  <section part="section ${name}" aria-labelledby=${name}>
    <h3 id=${name}>${title}</h3>
    ${content}
  </section>`;
