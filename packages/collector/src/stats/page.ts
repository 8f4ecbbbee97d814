import { html } from 'hono/html';
import type { Filter, FilterResult } from '../readFilter.js';
import { annotationList, type NotesOfBars, notesOfBars } from './annotations.js';
import { byWeek, daysPerWeek, weeksOf } from './byWeek.js';
import { comparisonTable } from './comparisonTable.js';
import { describe, emptyNote, tooFewNote } from './explanations.js';
import { filterForm, foldedForm, queryOf } from './filterForm.js';
import { type Content, plural, whole } from './format.js';
import { foldedSection, section, wholePage } from './layout.js';
import { type SignalStats, sum } from './model.js';
import { overview } from './overview.js';
import { panel, topsOf } from './panel.js';
import { releasesTable } from './releasesTable.js';
import { setAsideSection } from './setAside.js';
import { bucketLabel, signalLabel } from './signalLabels.js';
import { systemsTable } from './systemsTable.js';
import type { View } from './view.js';
import { yieldToEventLoop } from './yieldToEventLoop.js';

/** The page of a view. Posts have their turn between its pictures, because those of a year are much work. */
export async function statsPage(view: View, nonce: string): Promise<Content> {
  const { filter, stats, against, releases } = view;
  const by = barsOf(filter);
  const inBars = { ...view, by, ...(by === 'week' && inWeeks(view)) };
  const drawn = { ...inBars, notesOfBars: notesOfBars(view.annotations, inBars.stats.days) };
  const isEmpty = stats.turns.total + sum([...stats.signals.values()].map(({ total }) => total)) === 0;
  const noted = annotationList(view.annotations);
  const other = against && { version: filter.against ?? '', stats: against };
  const panels: (Content | string)[] = [];
  for (const signal of isEmpty && !other ? [] : stats.signals.keys()) {
    if (signal === 'turns' && view.turnsByRelease) continue;
    panels.push(signalPanel(drawn, signal));
    await yieldToEventLoop();
  }
  return wholePage(
    nonce,
    html`<p class="period">${describe(filter)}</p>
${foldedForm(filter, releases)}
${
  isEmpty && !other
    ? html`${emptyNote(view)}
${noted}`
    : html`${choiceOfBars(view, by)}
${other ? '' : overview(view, drawn)}
${noted}
${other ? comparisonTable({ version: filter.version ?? '', stats }, other) : ''}
${systemsTable(view)}
${releasesPanel(view, drawn)}
${panels}`
}
${setAsideSection(view)}
${tooFewNote(view)}
`,
    view.app,
  );
}

/** The view as it is drawn: its stats may be by week. */
type Drawn = View & { readonly by: 'day' | 'week'; readonly notesOfBars: NotesOfBars };

/** More days than this are drawn as weeks, unless the query wants days. */
const manyDays = 92;

function barsOf({ by, days }: Filter): 'day' | 'week' {
  return by ?? (days > manyDays ? 'week' : 'day');
}

function inWeeks({ stats, against, turnsByRelease }: View): Pick<View, 'stats' | 'against' | 'turnsByRelease'> {
  return {
    stats: byWeek(stats),
    ...(against && { against: byWeek(against) }),
    ...(turnsByRelease && { turnsByRelease: weeksOf(turnsByRelease) }),
  };
}

/** Links to the same view with other bars, if there are enough days. */
function choiceOfBars({ filter, isLastDayOpen }: View, by: 'day' | 'week'): Content | string {
  const open = isLastDayOpen ? 'The last day is not over: its counts still grow.' : '';
  if (filter.days <= daysPerWeek) return open === '' ? '' : html`<p class="span"><small>${open}</small></p>\n`;
  const other = by === 'day' ? 'week' : 'day';
  const first = filter.days % daysPerWeek;
  const short = by === 'week' && first > 0 ? `; the first one is of ${plural(first, 'day')}` : '';
  return html`<p class="span"><small>One bar is a ${by}${short}. <a href="${queryOf({ ...filter, by: other })}">Show ${other}s</a> ${open}</small></p>
`;
}

/** The answer to an invalid query: the mistake, and the form to correct it. */
export function invalidFilterPage(
  { reason, parameters }: Extract<FilterResult, { kind: 'invalid' }>,
  nonce: string,
  app: string | undefined,
): Content {
  const { days, by, split, ...equal } = parameters;
  const values = days === undefined ? equal : { ...equal, days: Number(days) };
  return wholePage(
    nonce,
    html`<p class="wrong" role="alert"><strong>Invalid query.</strong> ${reason}</p>
${filterForm(values, { newest: [], most: [] })}
<p><a href="?">Show the last 30 days</a></p>
`,
    app,
  );
}

function releasesPanel({ filter, turnsByRelease, stats, releases }: View, drawn: Drawn): Content | string {
  if (turnsByRelease === undefined || turnsByRelease.layers.length === 0) return '';
  return section(
    { id: 'releases', title: 'Releases', sentence: 'Turns of each release.' },
    panel({
      id: 'by-release',
      title: 'Turns by release',
      stats: drawn.turnsByRelease ?? turnsByRelease,
      days: drawn.stats.days,
      by: drawn.by,
      notes: drawn.notesOfBars,
      layer: 'release',
      describe: () => '',
      ...(releases.newest[0] !== undefined && { always: releases.newest[0] }),
      table: (patternOf) => releasesTable(turnsByRelease, stats.days, filter, patternOf),
    }),
  );
}

function signalPanel(view: Drawn, signal: string): Content | string {
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
      by: view.by,
      notes: view.notesOfBars,
      ...(perTurns && { turns: stats.turns }),
      layer: 'bucket',
      describe: (bucket) => bucketLabel(signal, bucket) ?? '',
      tops: shared,
    });
    return html`<div>${heading}${shown}</div>`;
  });
  const about = { id: `signal-${signal}`, title, name: signal, sentence, glance: glance(sides) };
  return foldedSection(about, html`<div class="sides">${panels}</div>`);
}

/** What can be seen of a section that is closed. */
function glance(sides: readonly { readonly counted: SignalStats | undefined }[]): string {
  const totals = sides.map(({ counted }) => counted?.total ?? 0);
  return totals.every((total) => total === 0) ? 'no counts' : totals.map(whole).join(' and ');
}

function emptyPanel(counted: SignalStats | undefined): Content {
  if (!counted || counted.missing.length === 0) return html`<p class="note">No counts.</p>`;
  return html`<p class="note">No counts, or <a href="#too-few">too few</a>.</p>`;
}
