import { html } from 'hono/html';
import type { Filter } from '../readFilter.js';
import { queryOf } from './filterForm.js';
import { type Content, longDay, plural } from './format.js';
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
export function emptyNote({ filter, stats, minReports, path }: View): Content {
  if (stats.withheld > 0) {
    return html`<p class="note">All rows are <a href="#too-few">withheld</a>: none of them has ${minReports} batches.</p>`;
  }
  const narrowed = filter.version !== undefined || filter.os !== undefined;
  return html`<p class="note">Nothing was counted in these days${narrowed ? ' for this release and system' : ''}. ${narrowed ? '' : html`What apps post to <code>${path}</code> is shown here at once.`}</p>`;
}

/** Links to the exports, and what is withheld from them. */
export function tooFewNote({ filter, minReports, stats, against }: View): Content {
  const withheld = stats.withheld + (against?.withheld ?? 0);
  return html`<footer>
<p>Export the rows of this view: <a href="export.csv${queryOf(filter)}">CSV</a>, <a href="export.json${queryOf(filter)}">JSON</a></p>
<h2 id="too-few">Too few</h2>
${
  minReports === 1
    ? html`<p>This collector shows every row, even of a single batch (<code>minReports</code> is 1).</p>`
    : html`<p>A stored row (day, release, system, signal, bucket) of fewer than ${minReports} batches is not shown. Such rows are combined over the systems; if these are still too few, over the buckets; and then over the releases. Combined rows that reach ${minReports} batches are in the sums as “too few”; the others are in no sum. This happens before anything is filtered or summed, and also in the exports, so no view reveals more than another. A 0 may hide such a row. Batches are not people: the app of one person sends many, so all batches of a row may be of one person.</p>
<p>${withheld > 0 ? `${plural(withheld, 'row is', 'rows are')} in no sum of this view.` : 'Every row is in the sums of this view.'} Rare signals are withheld more often than turns, so if much is withheld, the numbers per 1,000 turns are too low. A filter by release leaves out what was combined over all releases, and a filter by system leaves out everything that is “too few”.</p>`
}
</footer>
`;
}
