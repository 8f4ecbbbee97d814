import { html } from 'hono/html';
import type { FilterResult } from '../readFilter.js';
import { comparisonTable } from './comparisonTable.js';
import { filterForm, foldedForm } from './filterForm.js';
import { type Content, whole } from './format.js';
import { foldedSection, section, wholePage } from './layout.js';
import { type SignalStats, sum } from './model.js';
import { describe, emptyNote, tooFewNote } from './notes.js';
import { overview } from './overview.js';
import { panel, topsOf } from './panel.js';
import { releasesTable } from './releasesTable.js';
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
    html`<p class="period">${describe(filter)}</p>
${foldedForm(filter, releases)}
${
  isEmpty && !other
    ? emptyNote(view)
    : html`${other ? '' : overview(view)}
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

function releasesPanel({ filter, turnsByRelease, stats, releases }: View): Content | string {
  if (turnsByRelease === undefined || turnsByRelease.layers.length === 0) return '';
  return section(
    { id: 'releases', title: 'Releases', sentence: 'Turns of each release.' },
    panel({
      id: 'by-release',
      title: 'Turns by release',
      stats: turnsByRelease,
      days: stats.days,
      layer: 'release',
      describe: () => '',
      ...(releases.newest[0] !== undefined && { always: releases.newest[0] }),
      table: (patternOf) => releasesTable(turnsByRelease, stats.days, filter, patternOf),
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
