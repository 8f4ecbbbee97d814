import { html } from 'hono/html';
import { tooFew } from '../CollectorStore.js';
import type { Filter } from '../readFilter.js';
import { queryOf } from './filterForm.js';
import { breakable, type Content, percent, shortDay, whole } from './format.js';
import type { Layer, SignalStats } from './model.js';
import { swatch } from './patterns.js';

/** All releases of the view, the newest first, with the pattern that each has in the picture. */
export function releasesTable(
  turns: SignalStats,
  days: readonly string[],
  filter: Filter,
  patternOf: (name: string) => number,
): Content {
  const names = turns.layers.map(({ name }) => name).filter((name) => name !== tooFew);
  const rows = turns.layers.map(
    (layer) =>
      html`<tr><th scope="row">${swatch(patternOf(layer.name))}<span>${named(layer.name, filter, names)} <small>${daysOf(layer, days)}</small></span><td>${whole(layer.total)}<td>${percent(layer.total, turns.total)}
`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of all releases"><table class="sums"><caption class="hidden">All releases: turns, their share, and the days on which they are shown</caption>
<thead><tr><th scope="col">release<th scope="col">turns<th scope="col">share</thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">all<td>${whole(turns.total)}<td>${percent(turns.total, turns.total)}</tfoot>
</table></div>`;
}

/** The name, as a link to the release alone, and a link that compares it with the one before. */
function named(version: string, filter: Filter, newestFirst: readonly string[]): Content {
  if (version === tooFew) return html`${version} <small><a href="#too-few">what is this?</a></small>`;
  const before = newestFirst[newestFirst.indexOf(version) + 1];
  return html`<a href="${queryOf({ ...filter, version })}">${breakable(version)}</a>${
    before === undefined
      ? ''
      : html` <small><a href="${queryOf({ ...filter, version, against: before })}">compare<span class="hidden"> ${version}</span> with ${before}</a></small>`
  }`;
}

function daysOf({ values }: Layer, days: readonly string[]): Content | string {
  const first = values.findIndex((count) => count > 0);
  const last = values.findLastIndex((count) => count > 0);
  if (first < 0) return '–';
  const [from, to] = [shortDay(days[first] ?? ''), shortDay(days[last] ?? '')];
  return first === last ? from : `${from} – ${to}`;
}
