import { html, raw } from 'hono/html';
import { tooFew } from '../CollectorStore.js';
import type { NotesOfBars } from './annotations.js';
import { type Chart, chart, type PatternedLayer } from './chart.js';
import { breakable, type Content, evenly, longDay, percent, perThousand, plural, rounded, whole } from './format.js';
import { largest, type SignalStats } from './model.js';
import { swatch, tooFewPattern } from './patterns.js';

export interface Panel {
  /** Unique on the page. */
  readonly id: string;
  /** The signal in one or two words, e.g. `Failed requests`, with the release if there are two. */
  readonly title: string;
  readonly stats: SignalStats;
  /** The first day of each bar. */
  readonly days: readonly string[];
  readonly by: 'day' | 'week';
  /** What the team noted. */
  readonly notes: NotesOfBars;
  /** Turns by day, for the picture and the column of counts per 1,000 turns. */
  readonly turns?: SignalStats;
  /** The kind of the layers: `bucket` or `release`. */
  readonly layer: string;
  /** A layer in words, or a link to a view of it alone. */
  readonly describe: (name: string) => Content | string;
  /** The highest values that must fit, if another panel has the same scales. */
  readonly tops?: Tops;
  /** A layer that has a pattern of its own, however small it is. */
  readonly always?: string;
  /** Replaces the table of the sums; `patternOf` returns the pattern of a layer, or of the others that it is drawn with. */
  readonly table?: (patternOf: (name: string) => number) => Content;
}

export interface Tops {
  readonly count: number;
  readonly rate: number;
}

/** One signal: its pictures, their sums, and the table of days. */
export function panel(options: Panel): Content {
  const drawn = { ...options, layers: patternedLayers(options) };
  return html`${figures(drawn)}
${options.table ? options.table(patternsOf(drawn.layers)) : sumsTable(drawn)}
${daysTable(drawn)}
`;
}

/** The values of the highest day of a panel: as a count and per 1,000 turns. */
export function topsOf(stats: SignalStats, turns: SignalStats): Tops {
  return { count: Math.max(0, ...stats.values), rate: Math.max(0, ...rates(stats.values, turns)) };
}

type Drawn = Panel & { readonly layers: readonly PatternedLayer[] };

function patternedLayers({ stats, layer, always }: Panel): readonly PatternedLayer[] {
  const others = (howMany: number) => plural(howMany, `other ${layer}`);
  return largest(stats.layers, tooFewPattern - 1, others, always).map((each, index) => ({
    ...each,
    pattern: each.name === tooFew ? tooFewPattern : index,
  }));
}

function patternsOf(layers: readonly PatternedLayer[]): (name: string) => number {
  const patterns = new Map(layers.map(({ name, pattern }) => [name, pattern]));
  const ofOthers = layers.findLast(({ name }) => name !== tooFew)?.pattern ?? 0;
  return (name) => patterns.get(name) ?? ofOthers;
}

/** What the pictures of a panel do not share. */
type OfPicture = Omit<Chart, 'id' | 'title' | 'days' | 'by' | 'notes'>;

function figures({ id, title, stats, days, by, notes, turns, layers, layer, tops }: Drawn): Content {
  const common = { days, layers, by, notes };
  const span = `${longDay(days[0] ?? '')} to ${longDay(days.at(-1) ?? '')}`;
  const split = layers.length > 1 ? ` by ${layer}` : '';
  const figure = (name: string, caption: string, more: OfPicture): Content =>
    html`<figure><figcaption>${caption}</figcaption>${chart({ ...common, ...more, id: `${id}-${name}`, title: `${title}: ${caption}` })}</figure>
`;
  const table = `The numbers are in the table of ${by}s below.`;
  const inAll = `One bar a ${by}${split}, ${span}: ${whole(stats.total)} in total. ${table}`;
  const inShares = `Each ${by}’s counts${split}, ${span}, in percent of the ${by}. ${table}`;
  return html`<div class="figures">
${figure('count', `Counts per ${by}`, { layers, description: inAll, format: compact, whole: true, ...(tops && { top: tops.count }) })}
${split === '' ? '' : figure('share', `Share of each ${by}`, { layers, description: inShares, shares: true, format: inPercent })}
${turns === undefined ? '' : figure('rate', 'Per 1,000 turns', perTurn({ by, layers, turns, tops, span, split, total: stats.total, table }))}
</div>`;
}

function perTurn({ by, layers, turns, tops, span, split, total, table }: PerTurn): OfPicture {
  return {
    layers: layers.map((layer) => ({ ...layer, values: rates(layer.values, turns) })),
    description: `Each ${by}’s counts${split}, ${span}, per 1,000 turns of that ${by}: ${perThousand(total, turns.total)} over all days. ${table}`,
    format: compact,
    ...(tops && { top: tops.rate }),
  };
}

interface PerTurn {
  readonly by: 'day' | 'week';
  readonly layers: readonly PatternedLayer[];
  readonly turns: SignalStats;
  readonly tops: Tops | undefined;
  readonly span: string;
  readonly split: string;
  readonly total: number;
  readonly table: string;
}

function rates(values: readonly number[], turns: SignalStats): readonly number[] {
  return values.map((count, day) => {
    const ofDay = turns.values[day] ?? 0;
    return ofDay > 0 ? (1000 * count) / ofDay : 0;
  });
}

/** The sums of the layers, and the legend of the pictures. */
function sumsTable({ title, stats, turns, layers, layer, describe }: Drawn): Content {
  const split = layers.length > 1;
  const write = evenly(turns ? [stats, ...layers].map(({ total }) => (1000 * total) / turns.total) : []);
  const numbers = (total: number) =>
    html`<td>${whole(total)}${split ? html`<td>${percent(total, stats.total)}` : ''}${turns ? html`<td>${perThousand(total, turns.total, write)}` : ''}`;
  const rows = layers.map(({ name, pattern, total }) => {
    const words = name === tooFew ? html`<a href="#too-few">what is this?</a>` : describe(name);
    return html`<tr><th scope="row">${swatch(pattern)}<span>${breakable(name)} <small>${words}</small></span>${numbers(total)}
`;
  });
  return html`<table class="sums"><caption class="hidden">${title}: sums of all days</caption>
<thead><tr><th scope="col">${layer}<th scope="col">count${split ? html`<th scope="col">share` : ''}${turns ? html`<th scope="col">per 1,000 turns` : ''}</thead>
<tbody>${rows}</tbody>
${split ? html`<tfoot><tr><th scope="row">all${numbers(stats.total)}</tfoot>` : ''}
</table>`;
}

/**
 * The latest day first, without days that have neither counts nor notes. Most cells are plain strings (numbers only), because a year
 * of them is large.
 */
function daysTable({ id, title, stats, turns, layers, layer, days, by, notes }: Drawn): Content {
  const split = layers.length > 1;
  const cell = (count: number, all: number) =>
    `<td>${whole(count)}${split && count > 0 ? ` <small>${percent(count, all)}</small>` : ''}`;
  const write = evenly(turns ? rates(stats.values, turns) : []);
  const rows = [...days.keys()]
    .filter((day) => (stats.values[day] ?? 0) > 0 || notes.has(day))
    .reverse()
    .map((day) => {
      const all = stats.values[day] ?? 0;
      const perTurns = turns ? `<td>${perThousand(all, turns.values[day] ?? 0, write)}` : '';
      const counts = layers.map(({ values }) => cell(values[day] ?? 0, all)).join('');
      const cells = `${counts}${split ? `<td>${whole(all)}` : ''}${perTurns}\n`;
      const noted = notes.get(day);
      const heading = noted ? html`<small class="noted">${noted.join('; ')}</small>` : '';
      return html`<tr><th scope="row">${days[day]}${heading}${raw(cells)}`;
    });
  return html`<details><summary>Table of ${plural(rows.length, by)}<span class="hidden">: ${title}</span></summary>
<div class="scroll" role="region" tabindex="0" aria-label="${title}: table of ${by}s"><table id="${id}-days"><caption class="hidden">${title}: counts by ${by}${split ? ` and ${layer}` : ''}</caption>
<thead><tr><th scope="col">${by === 'day' ? 'day' : 'week from'}${layers.map(({ name }) => html`<th scope="col">${split ? name : 'count'}`)}${split ? html`<th scope="col">all` : ''}${turns ? html`<th scope="col">per 1,000 turns` : ''}</thead>
<tbody>${rows}</tbody></table></div></details>`;
}

function compact(value: number): string {
  return value >= 10_000
    ? value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 })
    : rounded(value);
}

function inPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
