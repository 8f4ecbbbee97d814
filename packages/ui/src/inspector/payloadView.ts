import { html, nothing, type TemplateResult } from 'lit';
import type { Writer } from './formatters.js';
import { bytesOf, linesOf } from './payload.js';

export interface PayloadActions {
  choose(at: number): void;
  copy(body: string): void;
  download(body: string): void;
}

/** No more are rehearsed. */
const most = 100;

/** The exact bodies that the next flush would post, one at a time. */
export function payloadView(
  bodies: readonly string[],
  chosen: number,
  report: string,
  writer: Writer,
  act: PayloadActions,
) {
  const { words, number } = writer;
  const at = Math.min(chosen, bodies.length - 1);
  const body = bodies[at];
  if (body === undefined) return nothing;
  return html`
    <div class="line">
      ${bodies.length > 1 ? chooserView(bodies, at, writer, act) : nothing}
      <span part="size" class="number">${writer.amount(words.bytes, bytesOf(body))}</span>
      <button part="button copy" @click=${() => act.copy(body)}>${words.copy}</button>
      <button part="button download" @click=${() => act.download(body)}>${words.download}</button>
      <p part="report" role="status">${report}</p>
    </div>
    <pre part="payload" dir="ltr" translate="no" tabindex="0" role="region" aria-label=${words.payload}>${linesOf(
      body,
    ).map((line) => html`<code>${line.split(/(?<=,)/).map((piece) => html`${piece}<wbr>`)}</code>`)}</pre>
    ${bodies.length >= most ? html`<p class="muted">${words.mostPayloads(number(most))}</p>` : nothing}
  `;
}

const chooserView = (
  bodies: readonly string[],
  at: number,
  { words, number }: Writer,
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
