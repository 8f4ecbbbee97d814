import { html } from 'hono/html';
import type { FilterResult } from '../readFilter.js';
import { comparisonTable } from './comparisonTable.js';
import { filterForm, queryOf } from './filterForm.js';
import { type Content, percent, perThousand, whole } from './format.js';
import { section, wholePage } from './layout.js';
import { type SignalStats, type Stats, sum } from './model.js';
import { describe, emptyNote, tooFewNote } from './notes.js';
import { panel, topsOf } from './panel.js';
import { setAsideSection } from './setAside.js';
import { bucketLabel, signalLabel } from './signalLabels.js';
import type { View } from './view.js';
import { yieldToEventLoop } from './yieldToEventLoop.js';

/** The page of a view. Posts have their turn between its pictures, because those of a year are much work. */
export async function statsPage(view: View, nonce: string): Promise<Content> {
  const { filter, stats, against, releases } = view;
  const isEmpty = stats.turns.total + sum([...stats.signals.values()].map(({ total }) => total)) === 0;
  const other = against && { version: filter.against ?? '', stats: against };
  const panels: (Content | string)[] = [];
  for (const signal of isEmpty && !other ? [] : stats.signals.keys()) {
    if (signal === 'turns' && view.turnsByRelease) continue;
    panels.push(signalPanel(view, signal));
    await yieldToEventLoop();
  }
  return wholePage(
    nonce,
    html`${filterForm(filter, releases)}
<p class="period">${describe(filter)}</p>
${
  isEmpty && !other
    ? emptyNote(view)
    : html`${other ? '' : headline(stats)}
${other ? comparisonTable({ version: filter.version ?? '', stats }, other) : ''}
${releasesPanel(view)}
${panels}`
}
${setAsideSection(view)}
${tooFewNote(view)}
`,
  );
}

/** The answer to an invalid query: the mistake, and the form to correct it. */
export function invalidFilterPage(
  { reason, parameters }: Extract<FilterResult, { kind: 'invalid' }>,
  nonce: string,
): Content {
  const { days, ...equal } = parameters;
  const values = days === undefined ? equal : { ...equal, days: Number(days) };
  return wholePage(
    nonce,
    html`<p class="wrong" role="alert"><strong>Invalid query.</strong> ${reason}</p>
${filterForm(values, { newest: [], most: [] })}
<p><a href="?">Show the last 30 days</a></p>
`,
  );
}

/** The key figures. */
function headline({ signals, turns }: Stats): Content {
  const total = (signal: string) => signals.get(signal)?.total ?? 0;
  const cache = signals.get('cache_hit');
  const cached = sum(
    cache?.layers.filter(({ name }) => name === '95_99' || name === '99_100').map(({ total }) => total) ?? [],
  );
  const perTurns = (name: string, signal: string) => {
    const atLeast = (signals.get(signal)?.missing.length ?? 0) > 0 ? '≥ ' : '';
    return [name, `${atLeast}${perThousand(total(signal), turns.total)}`, 'per 1,000 turns'] as const;
  };
  const figures: readonly (readonly [string, string, string])[] = [
    ['turns', whole(turns.total), 'in total'],
    perTurns('failed', 'provider_error'),
    perTurns('empty answers', 'empty_final'),
    perTurns('tool errors', 'tool_error'),
    perTurns('compactions', 'compaction'),
    ['cached ≥ 95 %', percent(cached, cache?.total ?? 0), 'of model calls'],
  ];
  return html`<dl class="headline">${figures.map(([name, value, unit]) => html`<div><dt>${name}<dd>${value}<dd class="unit">${unit}</div>`)}</dl>
`;
}

function releasesPanel({ filter, turnsByRelease, stats }: View): Content | string {
  if (turnsByRelease === undefined || turnsByRelease.layers.length === 0) return '';
  const linkTo = (version: string) =>
    turnsByRelease.layers.some(({ name }) => name === version)
      ? html`<a href="${queryOf({ ...filter, version })}">show only this<span class="hidden">: ${version}</span></a>`
      : '';
  return section(
    { id: 'releases', title: 'Releases', sentence: 'Turns of each release.' },
    panel({
      id: 'by-release',
      title: 'Turns by release',
      stats: turnsByRelease,
      days: stats.days,
      layer: 'release',
      describe: linkTo,
    }),
  );
}

function signalPanel(view: View, signal: string): Content | string {
  const { filter, stats, against } = view;
  const { title, sentence, perTurns } = signalLabel(signal);
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
    const heading = sides.length > 1 ? html`<h3>${version}</h3>` : '';
    if (counted === undefined || counted.total === 0) return html`<div>${heading}${emptyPanel(counted)}</div>`;
    const shown = panel({
      id: `signal-${signal}-${side}`,
      title: sides.length > 1 ? `${title} of ${version}` : title,
      stats: counted,
      days: stats.days,
      ...(perTurns && { turns: stats.turns }),
      layer: 'bucket',
      describe: (bucket) => bucketLabel(signal, bucket) ?? '',
      tops: shared,
    });
    return html`<div>${heading}${shown}</div>`;
  });
  const about = { id: `signal-${signal}`, title, name: signal, sentence };
  return section(about, html`<div class="sides">${panels}</div>`);
}

function emptyPanel(counted: SignalStats | undefined): Content {
  if (!counted || counted.missing.length === 0) return html`<p class="note">No counts.</p>`;
  return html`<p class="note">No counts, or <a href="#too-few">too few</a>.</p>`;
}
