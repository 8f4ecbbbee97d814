import { html, raw } from 'hono/html';
import type { Filter, WrongFilter } from '../readFilter.js';
import { comparisonTable } from './comparisonTable.js';
import { filterForm, queryOf, type Releases } from './filterForm.js';
import { measureOf, wordsFor } from './measures.js';
import { type SignalStats, type Stats, sum } from './model.js';
import { panel, topsOf } from './panel.js';
import { style } from './style.js';
import { type Content, longDay, percent, perThousand, plural, whole } from './text.js';
import { textureDefinitions } from './textures.js';

/** All that the page shows. */
export interface View {
  readonly filter: Filter;
  readonly stats: Stats;
  /** Of the release that it is compared with. */
  readonly against?: Stats;
  /** The turns of each release; absent where one is chosen. */
  readonly turnsByRelease?: SignalStats;
  readonly releases: Releases;
  readonly minReports: number;
}

export function statsPage(view: View, nonce: string): Content {
  const { filter, stats, against, releases } = view;
  const nothing = stats.turns.total + sum([...stats.signals.values()].map(({ total }) => total)) === 0;
  const other = against && { version: filter.against ?? '', stats: against };
  return document(
    nonce,
    html`${filterForm(filter, releases)}
<p class="period">${describe(filter)}</p>
${
  nothing && !other
    ? emptyNote(view)
    : html`${other ? '' : headline(stats)}
${other ? comparisonTable({ version: filter.version ?? '', stats }, other, view.minReports) : ''}
${releasesPanel(view)}
${[...stats.signals.keys()].map((signal) => signalPanel(view, signal))}`
}
${tooFewNote(view)}
`,
  );
}

/** For a query that cannot be answered: what is wrong, and the form to put it right. */
export function wrongPage({ wrong, right }: WrongFilter, nonce: string): Content {
  const { days, ...equal } = right;
  const values = days === undefined ? equal : { ...equal, days: Number(days) };
  return document(
    nonce,
    html`<p class="wrong" role="alert"><strong>This cannot be shown.</strong> ${wrong}</p>
${filterForm(values, { newest: [], most: [] })}
<p><a href="?">Show the last 30 days</a></p>
`,
  );
}

function document(nonce: string, content: Content): Content {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>turntally: stats</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
${textureDefinitions}
<main>
<h1>turntally</h1>
${content}</main>
</body>
</html>
`;
}

function describe({ from, to, version, against, os }: Filter): Content {
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

function emptyNote({ filter, stats, minReports }: View): Content {
  if (stats.withheld > 0) {
    return html`<p class="note">All that was counted here is <a href="#too-few">withheld</a>: no row has ${minReports} batches.</p>`;
  }
  const narrowed = filter.version !== undefined || filter.os !== undefined;
  return html`<p class="note">Nothing was counted in these days${narrowed ? ' of this release and system' : ''}. ${narrowed ? '' : html`What apps post to <code>/v1/metrics</code> shows up here at once.`}</p>`;
}

/** What a team looks at first. */
function headline({ signals, turns }: Stats): Content {
  const total = (signal: string) => signals.get(signal)?.total ?? 0;
  const cache = signals.get('cache_hit');
  const cached = sum(
    cache?.layers.filter(({ name }) => name === '95_99' || name === '99_100').map(({ total }) => total) ?? [],
  );
  const figures: readonly (readonly [string, string, string])[] = [
    ['turns', whole(turns.total), 'in all'],
    ['failed', perThousand(total('provider_error'), turns.total), 'per 1,000 turns'],
    ['empty answers', perThousand(total('empty_final'), turns.total), 'per 1,000 turns'],
    ['tool errors', perThousand(total('tool_error'), turns.total), 'per 1,000 turns'],
    ['compactions', perThousand(total('compaction'), turns.total), 'per 1,000 turns'],
    ['cached ≥ 95 %', percent(cached, cache?.total ?? 0), 'of model calls'],
  ];
  return html`<dl class="headline">${figures.map(([name, value, unit]) => html`<div><dt>${name}<dd>${value}<dd class="unit">${unit}</div>`)}</dl>
`;
}

function releasesPanel({ filter, turnsByRelease, stats }: View): Content | string {
  if (turnsByRelease === undefined || turnsByRelease.layers.length === 0) return '';
  const alone = (version: string) =>
    turnsByRelease.layers.some(({ name }) => name === version)
      ? html`<a href="${queryOf({ ...filter, version })}">show alone<span class="hidden">: ${version}</span></a>`
      : '';
  return section(
    'releases',
    'Releases',
    'Turns by the release that ran them.',
    panel({
      id: 'releases',
      title: 'Turns by release',
      stats: turnsByRelease,
      days: stats.days,
      layer: 'release',
      describe: alone,
    }),
  );
}

function signalPanel(view: View, signal: string): Content | string {
  const { filter, stats, against } = view;
  const { title, sentence, perTurns } = measureOf(signal);
  const sides = [
    { stats, version: filter.version },
    ...(against ? [{ stats: against, version: filter.against }] : []),
  ].map(({ stats, version }, side) => ({ stats, version, side, counted: stats.signals.get(signal) }));
  const tops = sides.map(({ stats, counted }) => (counted ? topsOf(counted, stats.turns) : { count: 0, rate: 0 }));
  const shared = {
    count: Math.max(...tops.map(({ count }) => count)),
    rate: Math.max(...tops.map(({ rate }) => rate)),
  };
  const panels = sides.map(({ stats, version, side, counted }) => {
    if (counted === undefined) return '';
    const heading = sides.length > 1 ? html`<h3>${version}</h3>` : '';
    if (counted.total === 0) {
      return html`<div>${heading}<p class="note">${counted.withheld > 0 ? html`<a href="#too-few">Withheld</a>: ${plural(counted.withheld, 'row')} of too few batches.` : 'None.'}</p></div>`;
    }
    const about = sides.length > 1 ? `${title} of ${version}` : title;
    return html`<div>${heading}${panel({ id: `${signal}-${side}`, title: about, stats: counted, days: stats.days, ...(perTurns && { turns: stats.turns }), layer: 'bucket', describe: (bucket) => wordsFor(signal, bucket) ?? '', tops: shared })}</div>`;
  });
  return section(signal, title, sentence, html`<div class="sides">${panels}</div>`);
}

function section(id: string, title: string, sentence: string, content: Content): Content {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}${id === 'releases' || id === title ? '' : html` <code>${id}</code>`}</h2>
<p class="sentence">${sentence}</p>
${content}
</section>
`;
}

function tooFewNote({ filter, minReports, stats, against }: View): Content {
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
