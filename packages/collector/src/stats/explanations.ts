import { html } from 'hono/html';
import type { DayOmissions } from '../CollectorStore.js';
import type { Filter } from '../readFilter.js';
import { queryOf } from './filterForm.js';
import { type Content, longDay, plural } from './format.js';
import { sum } from './model.js';
import type { View } from './view.js';

/** The filter of the view in words. */
export function describe({ from, to, version, against, os }: Filter): Content {
  const days =
    from === to
      ? html`<time datetime="${to}">${longDay(to)}</time>`
      : html`<time datetime="${from}">${longDay(from)}</time> to <time datetime="${to}">${longDay(to)}</time>`;
  const release =
    version === undefined
      ? 'all releases'
      : against === undefined
        ? `release ${version}`
        : `releases ${version} and ${against}`;
  return html`${days} (UTC), ${release}, ${os === undefined ? 'all systems' : os}`;
}

/** Why there is nothing to draw. */
export function emptyNote({ filter, omissions, minReports, path }: View): Content {
  const narrowed = filter.version !== undefined || filter.os !== undefined;
  const where = narrowed ? ' for this release and system' : '';
  if (withheldIn(omissions) > 0) {
    return html`<p class="note">Nothing was counted in these days${where}, or <a href="#too-few">too few</a>.</p>`;
  }
  const when = minReports === 1 ? 'at once' : 'when its day is over (UTC)';
  return html`<p class="note">Nothing was counted in these days${where}. ${narrowed ? '' : html`What apps post to <code>${path}</code> is shown here ${when}.`}</p>`;
}

function withheldIn(omissions: readonly DayOmissions[]): number {
  return sum(omissions.map(({ withheld }) => withheld));
}

/** Links to the exports, and what is withheld from them. */
export function tooFewNote({ filter, minReports, omissions }: View): Content {
  const withheld = withheldIn(omissions);
  const days = omissions.filter(({ withheld }) => withheld > 0).length;
  const isChanged = omissions.some((note) => note.minReports !== minReports);
  return html`<footer>
<p>Export the rows of this view: <a href="export.csv${queryOf(filter)}">CSV</a>, <a href="export.json${queryOf(filter)}">JSON</a></p>
<h2>Too few</h2>
${
  minReports === 1
    ? html`<p id="too-few">This collector shows every row, even of a single batch, and today’s (<code>minReports</code> is 1).${withheld > 0 ? ` Days that were published for a larger number lack ${plural(withheld, 'row')}.` : ''}</p>`
    : html`<p>${withheld > 0 ? `Of these days, ${plural(withheld, 'row is', 'rows are')} in no sum, on ${plural(days, 'day')}. This number is of all releases and systems, whatever the filter.` : 'Every row of these days is in a sum.'}</p>
<details><summary>What is shown, and what is not</summary>
<p id="too-few">A day is shown when it is over (UTC), and does not change afterwards. A row (day, release, system, signal, bucket) of fewer than ${minReports} batches is not shown${isChanged ? '; some of these days were published for another number' : ''}. Such rows are combined over the systems; if these are still too few, over the buckets; and then over the releases. Combined rows that reach ${minReports} batches are in the sums as “too few”; the others are in no sum, and are deleted. This happens before anything is filtered or summed, and also in the exports, so no view reveals more than another. A 0 may hide such a row. Batches are not people: an app may send several, so all batches of a row may be of one person.</p>
<p>Rare signals are withheld more often than turns, so if much is withheld, the numbers per 1,000 turns are too low. A filter by release leaves out what was combined over all releases, and a filter by system leaves out everything that is “too few”.</p></details>`
}
</footer>
`;
}
