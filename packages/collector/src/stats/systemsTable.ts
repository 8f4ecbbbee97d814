import { html } from 'hono/html';
import { type Content, evenly, percent, whole } from './format.js';
import { section } from './layout.js';
import { type Figure, figuresOf, figureText } from './overview.js';
import type { View } from './view.js';

/** The figures of the overview for each system, side by side. */
export function systemsTable({ stats, systems }: View): Content | string {
  if (!systems) return '';
  const shown = systems.filter(({ stats }) => stats.turns.total > 0);
  if (shown.length === 0) return '';
  const figures = new Map(
    shown.map(({ os, stats }) => [os, new Map(figuresOf(stats).map((each) => [each.signal, each]))]),
  );
  const rows = figuresOf(stats).map(({ signal, title, unit }) => {
    const ofSystems = shown.map(({ os }) => figures.get(os)?.get(signal));
    return html`<tr><th scope="row">${title} <small>${unit}</small>${cells(signal, ofSystems)}
`;
  });
  const shares = shown.map(({ stats: ofSystem }) => html`<td>${percent(ofSystem.turns.total, stats.turns.total)}`);
  return section(
    {
      id: 'systems',
      title: 'Systems',
      sentence: 'Each system alone. What is “too few” for a system is in none of them, so they may not add up.',
    },
    html`<div class="scroll" role="region" tabindex="0" aria-label="Table of systems"><table><caption class="hidden">Systems side by side</caption>
<thead><tr><th scope="col">counted${shown.map(({ os }) => html`<th scope="col">${os}`)}</thead>
<tbody><tr><th scope="row">Share of turns${shares}
${rows}</tbody></table></div>`,
  );
}

function cells(signal: string, figures: readonly (Figure | undefined)[]): readonly Content[] {
  const write = signal === 'turns' ? whole : evenly(figures.flatMap((each) => each?.value ?? []));
  return figures.map((figure) => html`<td>${figureText(figure, write)}`);
}
