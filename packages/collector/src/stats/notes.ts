import { html } from 'hono/html';
import type { Filter } from '../readFilter.js';
import { queryOf } from './filterForm.js';
import { type Content, longDay, plural } from './format.js';
import type { View } from './page.js';

/** What is looked at, in words. */
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

/** Where there is nothing to draw, why. */
export function emptyNote({ filter, stats, minReports }: View): Content {
  if (stats.withheld > 0) {
    return html`<p class="note">All that was counted here is <a href="#too-few">withheld</a>: no row has ${minReports} batches.</p>`;
  }
  const narrowed = filter.version !== undefined || filter.os !== undefined;
  return html`<p class="note">Nothing was counted in these days${narrowed ? ' of this release and system' : ''}. ${narrowed ? '' : html`What apps post to <code>/v1/metrics</code> shows up here at once.`}</p>`;
}

/** The exports, and what is not in them. */
export function tooFewNote({ filter, minReports, stats, against }: View): Content {
  const withheld = stats.withheld + (against?.withheld ?? 0);
  return html`<footer>
<p>Export what is stored for this view: <a href="export.csv${queryOf(filter)}">CSV</a>, <a href="export.json${queryOf(filter)}">JSON</a></p>
<h2 id="too-few">Too few</h2>
${
  minReports === 1
    ? html`<p>This collector shows every row, also where a single batch contributed to it (<code>minReports</code> is 1).</p>`
    : html`<p>A stored row (day, release, system, signal, bucket) that fewer than ${minReports} batches contributed to is not shown. Rows like that are added up over the systems; where these are too few as well, over the buckets; and then over the releases. What reaches ${minReports} batches is in the sums as “too few”, the rest is in no sum. This is done before anything is filtered or added up, in the exports too, so no view tells more than another. A 0 may stand for such a row. Batches are not people: one person’s app sends many, so a row of ${minReports} batches may be one person’s.</p>
<p>${withheld > 0 ? `${plural(withheld, 'row is', 'rows are')} in no sum of this view.` : 'Every row is in the sums of this view.'} Rare things are withheld more often than turns, so where much is missing, what is told per 1,000 turns is too low. A filter by release leaves out what was only added up over all releases, and one by system all that is “too few”.</p>`
}
</footer>
`;
}
