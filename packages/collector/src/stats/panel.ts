import { html, raw } from 'hono/html';
import { tooFew } from '../CollectorStore.js';
import { type Chart, chart, type Textured } from './chart.js';
import { breakable, type Content, longDay, percent, perThousand, plural, rounded, whole } from './format.js';
import { largest, type SignalStats } from './model.js';
import { swatch, textureOfFolded } from './patterns.js';

export interface Panel {
  /** Unique on the page. */
  readonly id: string;
  /** What is counted, in a word or two, e.g. `Failed requests`; of which release, where there are two. */
  readonly title: string;
  readonly stats: SignalStats;
  readonly days: readonly string[];
  /** Turns by day, where the panel tells how often in a thousand of them. */
  readonly turns?: SignalStats;
  /** What the layers are: `bucket`, `release`. */
  readonly layer: string;
  /** A layer in words, or where to look at it alone. */
  readonly describe: (name: string) => Content | string;
  /** The heights that the pictures must have room for, where another panel has the same scales. */
  readonly tops?: Tops;
}

export interface Tops {
  readonly count: number;
  readonly rate: number;
}

/** One signal: its pictures, what they add up to, and the table behind them. */
export function panel(given: Panel): Content {
  const layers = textured(given);
  return html`${figures({ ...given, layers })}
${sums({ ...given, layers })}
${byDay({ ...given, layers })}
`;
}

/** The highest day of a panel, by count and in a thousand turns. */
export function topsOf(stats: SignalStats, turns: SignalStats): Tops {
  return { count: Math.max(0, ...stats.values), rate: Math.max(0, ...rates(stats.values, turns)) };
}

type Drawn = Panel & { readonly layers: readonly Textured[] };

function textured({ stats, layer }: Panel): readonly Textured[] {
  const others = (howMany: number) => plural(howMany, `other ${layer}`);
  return largest(stats.layers, textureOfFolded - 1, others).map((each, index) => ({
    ...each,
    texture: each.name === tooFew ? textureOfFolded : index,
  }));
}

function figures({ id, title, stats, days, turns, layers, layer, tops }: Drawn): Content {
  const common = { days, layers };
  const span = `${longDay(days[0] ?? '')} to ${longDay(days.at(-1) ?? '')}`;
  const split = layers.length > 1 ? ` by ${layer}` : '';
  const figure = (name: string, caption: string, more: Omit<Chart, 'id' | 'title' | 'days'>): Content =>
    html`<figure><figcaption>${caption}</figcaption>${chart({ ...common, ...more, id: `${id}-${name}`, title: `${title}: ${caption}` })}</figure>
`;
  const table = 'The numbers are in the table of days below.';
  const inAll = `A bar a day${split}, ${span}: ${whole(stats.total)} in all. ${table}`;
  const inShares = `Each day’s counts${split}, ${span}, as shares of a hundred. ${table}`;
  return html`<div class="figures">
${figure('count', 'Counts a day', { ...common, description: inAll, format: compact, whole: true, ...(tops && { top: tops.count }) })}
${split === '' ? '' : figure('share', 'Share of each day', { ...common, description: inShares, shares: true, format: hundredths })}
${turns === undefined ? '' : figure('rate', 'Per 1,000 turns', perTurn({ layers, turns, tops, span, split, total: stats.total, table }))}
</div>`;
}

function perTurn({ layers, turns, tops, span, split, total, table }: PerTurn): Omit<Chart, 'id' | 'title' | 'days'> {
  return {
    layers: layers.map((layer) => ({ ...layer, values: rates(layer.values, turns) })),
    description: `Each day’s counts${split}, ${span}, in a thousand turns of that day: ${perThousand(total, turns.total)} over all days. ${table}`,
    format: compact,
    ...(tops && { top: tops.rate }),
  };
}

interface PerTurn {
  readonly layers: readonly Textured[];
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

/** Also the legend of the pictures. */
function sums({ title, stats, turns, layers, layer, describe }: Drawn): Content {
  const split = layers.length > 1;
  const numbers = (total: number) =>
    html`<td>${whole(total)}${split ? html`<td>${percent(total, stats.total)}` : ''}${turns ? html`<td>${perThousand(total, turns.total)}` : ''}`;
  const rows = layers.map(({ name, texture, total }) => {
    const words = name === tooFew ? html`<a href="#too-few">what is this?</a>` : describe(name);
    return html`<tr><th scope="row">${swatch(texture)}<span>${breakable(name)} <small>${words}</small></span>${numbers(total)}
`;
  });
  return html`<table class="sums"><caption class="hidden">${title}: sums of all days</caption>
<thead><tr><th scope="col">${layer}<th scope="col">count${split ? html`<th scope="col">share` : ''}${turns ? html`<th scope="col">per 1,000 turns` : ''}</thead>
<tbody>${rows}</tbody>
${split ? html`<tfoot><tr><th scope="row">all${numbers(stats.total)}</tfoot>` : ''}
</table>
${stats.withheld > 0 ? missing(stats) : ''}`;
}

function missing({ withheld, withheldOn }: SignalStats): Content {
  const days = withheldOn.filter((rows) => rows > 0).length;
  return html`<p class="note">Not in these sums: <a href="#too-few">${plural(withheld, 'row')} of too few batches</a>, on ${plural(days, 'day')}.</p>`;
}

/** Latest first; days on which nothing was counted are left out. Numbers alone, so that the text of a year is put together fast. */
function byDay({ id, title, stats, turns, layers, layer, days }: Drawn): Content {
  const split = layers.length > 1;
  const cell = (count: number, all: number) =>
    `<td>${whole(count)}${split && count > 0 ? ` <small>${percent(count, all)}</small>` : ''}`;
  const rows = [...days.keys()]
    .filter((day) => (stats.values[day] ?? 0) > 0)
    .reverse()
    .map((day) => {
      const all = stats.values[day] ?? 0;
      const inTurns = turns ? `<td>${perThousand(all, turns.values[day] ?? 0)}` : '';
      const counts = layers.map(({ values }) => cell(values[day] ?? 0, all)).join('');
      return `<tr><th scope="row">${days[day]}${counts}${split ? `<td>${whole(all)}` : ''}${inTurns}\n`;
    });
  return html`<details><summary>Table of ${plural(rows.length, 'day')}<span class="hidden">: ${title}</span></summary>
<div class="scroll" role="region" tabindex="0" aria-label="${title}: table of days"><table id="${id}-days"><caption class="hidden">${title}: counts by day${split ? ` and ${layer}` : ''}</caption>
<thead><tr><th scope="col">day${layers.map(({ name }) => html`<th scope="col">${split ? name : 'count'}`)}${split ? html`<th scope="col">all` : ''}${turns ? html`<th scope="col">per 1,000 turns` : ''}</thead>
<tbody>${raw(rows.join(''))}</tbody></table></div></details>`;
}

function compact(value: number): string {
  return value >= 10_000
    ? value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 })
    : rounded(value);
}

function hundredths(share: number): string {
  return `${Math.round(share * 100)} %`;
}
