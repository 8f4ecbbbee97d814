import { html, nothing, type TemplateResult } from 'lit';
import type { Inspection } from 'turntally';
import type { Writer } from './formatters.js';
import { type SignalTable, tabulate } from './tabulate.js';
import { totalOf } from './totalOf.js';

/** What is counted and not sealed: a table per signal, and per release where there are several. */
export function countsView({ pending, consent }: Inspection, writer: Writer): TemplateResult {
  const { words, signals, asked } = writer;
  const newest = pending.at(-1);
  const tables = tabulate(newest?.counters ?? {}, signals, !!consent, asked);
  const older = pending.slice(0, -1).map(
    ({ release, counters }) => html`
      <details part="release">
        <summary class="release">
          ${writer.release(release)}: <span class="number">${writer.amount(words.counts, totalOf(Object.values(counters)))}</span>
        </summary>
        ${tablesView(tabulate(counters, signals, false), writer)}
      </details>`,
  );
  return html`
    <p class="muted release">${newest && writer.release(newest.release)}</p>
    ${tables.length ? tablesView(tables, writer) : html`<p class="muted">${words.nothingPending}</p>`} ${older}
  `;
}

const tablesView = (tables: readonly SignalTable[], writer: Writer): TemplateResult =>
  html`<div class="tables">${tables.map((table) => tableView(table, writer))}</div>`;

const tableView = ({ signal, title, rows }: SignalTable, { number }: Writer): TemplateResult => html`
  <table part="signal">
    <caption>
      ${title} ${name(signal, title)}
    </caption>
    <tbody>
      ${rows.map(
        (row) => html`
          <tr class=${row.count ? '' : 'zero'}>
            <th scope="row">
              ${row.title} ${name(row.bucket, row.title)}
              ${rows.length > 1 ? barView(row.share) : nothing}
            </th>
            <td>${number(row.count)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

/** Its width is an attribute: a strict Content-Security-Policy allows no style. */
const barView = (share: number): TemplateResult =>
  html`<div class="track"><svg part="bar" width="${share * 100}%" height="6" aria-hidden="true"></svg></div>`;

/** What is stored and sent, beside what it means. */
const name = (raw: string, title: string) =>
  raw === title ? nothing : html`<code dir="ltr" translate="no">${raw}</code>`;
