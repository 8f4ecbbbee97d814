import { html, nothing, type TemplateResult } from 'lit';
import type { Inspection } from 'turntally';
import type { Formatters } from './formatters.js';
import { type SignalTable, tabulate } from './tabulate.js';
import { totalOf } from './totalOf.js';

/** What is counted and not sealed: one table for each signal; older releases follow, collapsed. */
export function countsView({ pending, consent }: Inspection, formatters: Formatters): TemplateResult {
  const { words, signals, asked, other } = formatters;
  const newest = pending.at(-1);
  const tables = tabulate(newest?.counters ?? {}, signals, !!consent, asked, other);
  const older = pending.slice(0, -1).map(
    ({ release, counters }) => html`
      <details part="release">
        <summary class="release">
          ${formatters.release(release)}: <span class="number">${formatters.amount(words.counts, totalOf(Object.values(counters)))}</span>
        </summary>
        ${tablesView(tabulate(counters, signals, false, {}, other), formatters)}
      </details>`,
  );
  return html`
    <p class="muted release">${newest && formatters.release(newest.release)}</p>
    ${tables.length > 0 ? tablesView(tables, formatters) : html`<p class="muted">${words.nothingPending}</p>`} ${older}
  `;
}

const tablesView = (tables: readonly SignalTable[], formatters: Formatters): TemplateResult =>
  html`<div class="tables">${tables.map((table) => tableView(table, formatters))}</div>`;

const tableView = ({ signal, title, rows }: SignalTable, { number }: Formatters): TemplateResult => html`
  <table part="signal">
    <caption>
      ${title} ${nameView(signal, title)}
    </caption>
    <tbody>
      ${rows.map(
        (row) => html`
          <tr class=${row.count ? '' : 'zero'}>
            <th scope="row">
              ${row.title} ${nameView(row.bucket, row.title)}
              ${rows.length > 1 ? barView(row.share) : nothing}
            </th>
            <td>${number(row.count)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

/** The width is an attribute, because a strict Content-Security-Policy forbids inline styles. */
const barView = (share: number): TemplateResult =>
  html`<div class="track"><svg part="bar" width="${share * 100}%" height="6" aria-hidden="true"></svg></div>`;

/** The name that is stored and sent, shown beside its title if they differ. */
const nameView = (raw: string, title: string) =>
  raw === title ? nothing : html`<code dir="ltr" translate="no">${raw}</code>`;
