import { html, nothing, type TemplateResult } from 'lit';
import type { Formatters } from './formatters.js';
import { byteLength, payloadLines, splitAfter } from './payloadText.js';

export interface PayloadActions {
  /** @param at index of the payload to show */
  choose(at: number): void;
  copy(body: string): void;
  download(body: string): void;
}

/** `inspect()` returns at most this many payloads. */
const mostPayloads = 100;

/** The exact bodies that the next flush would post, one at a time. */
export function payloadView(
  bodies: readonly string[],
  chosen: number,
  report: string,
  formatters: Formatters,
  actions: PayloadActions,
) {
  const { words, number, amount } = formatters;
  const at = Math.min(chosen, bodies.length - 1);
  const body = bodies[at];
  if (body === undefined) return nothing;
  return html`
    <div class="line">
      ${bodies.length > 1 ? chooserView(bodies, at, formatters, actions) : nothing}
      <span part="size" class="number">${amount(words.bytes, byteLength(body))}</span>
      <button part="button copy" @click=${() => actions.copy(body)}>${words.copy}</button>
      <button part="button download" @click=${() => actions.download(body)}>${words.download}</button>
      <p part="report" role="status">${report}</p>
    </div>
    <pre part="payload" dir="ltr" translate="no" tabindex="0" role="region" aria-label=${words.payload}>${payloadLines(body).map(lineView)}</pre>
    ${bodies.length >= mostPayloads ? html`<p class="muted">${words.mostPayloads(number(mostPayloads))}</p>` : nothing}
  `;
}

/** May wrap after each comma. */
const lineView = (line: string): TemplateResult =>
  html`<code>${splitAfter(',', line).map((piece) => html`${piece}<wbr>`)}</code>`;

const chooserView = (
  bodies: readonly string[],
  at: number,
  { words, number }: Formatters,
  { choose }: PayloadActions,
): TemplateResult => html`
  <label>
    ${words.payload}
    <select part="chooser" .value=${String(at)} @change=${(event: Event & { target: HTMLSelectElement }) => choose(Number(event.target.value))}>
      ${bodies.map(
        (_, n) =>
          html`<option value=${n} .selected=${n === at}>${words.nth(number(n + 1), number(bodies.length))}</option>`,
      )}
    </select>
  </label>`;
