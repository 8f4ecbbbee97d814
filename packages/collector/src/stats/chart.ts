import { scaleBand, scaleLinear } from 'd3-scale';
import { stack, stackOffsetExpand, stackOffsetNone } from 'd3-shape';
import { html, raw } from 'hono/html';
import type { NotesOfBars } from './annotations.js';
import { type Content, evenly, percent, shortDay } from './format.js';
import { type Layer, sum } from './model.js';

export interface Chart {
  /** Unique on the page, for the references within. */
  readonly id: string;
  /** The accessible name and description. */
  readonly title: string;
  readonly description: string;
  /** The first day of each bar. */
  readonly days: readonly string[];
  readonly by: 'day' | 'week';
  /** Each is marked. */
  readonly notes: NotesOfBars;
  /** From bottom to top. */
  readonly layers: readonly PatternedLayer[];
  /** Stretches every day to the full height, so that the layers are shares. */
  readonly shares?: boolean;
  /** The highest value that must fit, if another picture has the same scale. */
  readonly top?: number;
  /** The values are whole numbers, so the axis has no fractions. */
  readonly whole?: boolean;
  readonly format: (value: number) => string;
}

export interface PatternedLayer extends Layer {
  /** The number of its pattern, see patterns.ts. */
  readonly pattern: number;
}

/** In user units. The bars are stretched to the width of the column; the text is not, so it stays as large as the text around it. */
const width = 400;
const height = 140;
const maxBarWidth = 40;
const manyDays = 100;

/** One stacked bar a day. Each layer is one path of strokes, which keeps a year small. Days without counts have no bar. */
export function chart({
  id,
  title,
  description,
  days,
  by,
  notes,
  layers,
  shares = false,
  top,
  whole = false,
  format,
}: Chart): Content {
  const x = scaleBand<number>()
    .domain(days.keys())
    .range([0, width])
    .paddingInner(days.length > manyDays ? 0 : 0.2);
  const y = scaleLinear()
    .domain([0, shares ? 1 : (top ?? highest(layers)) || 1])
    .range([height, 0]);
  if (!shares) y.nice(3);
  const ticks = y.ticks(shares ? 2 : 3).filter((tick) => !whole || Number.isInteger(tick));
  const stacked = stack<unknown, number, PatternedLayer>()
    .keys(layers)
    .value((day, layer) => layer.values[day] ?? 0)
    .offset(shares ? stackOffsetExpand : stackOffsetNone)(days.keys());
  const paths = stacked.map((series) => {
    const bars = series
      .filter(([low, high]) => high > low)
      .map(({ 0: low, 1: high, data: day }) => {
        const center = (x(day) ?? 0) + x.bandwidth() / 2;
        return `M${center.toFixed(1)} ${y(low).toFixed(1)}V${y(high).toFixed(1)}`;
      });
    return bars.length === 0
      ? ''
      : `<path d="${bars.join('')}" stroke="url(#pattern-${series.key.pattern})" stroke-width="${Math.min(x.bandwidth(), maxBarWidth).toFixed(2)}"/>`;
  });
  return html`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
${ticks.map((tick) => gridLine(y(tick), format(tick)))}
${[...notes.keys()].map((bar) => noteLine(((x(bar) ?? 0) + x.bandwidth() / 2) / width))}
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" width="100%" height="${height}">${raw(paths.join(''))}${days.length > manyDays ? '' : hovers()}</svg>
${dayLabels(days)}
</svg>`;

  /** What a pointer shows of each bar. */
  function hovers(): readonly Content[] {
    const step = x.step();
    return [...days.keys()].flatMap((day) => {
      const values = layers
        .map(({ name, values }) => ({ name, value: values[day] ?? 0 }))
        .filter(({ value }) => value > 0);
      const all = sum(values.map(({ value }) => value));
      const noted = notes.get(day) ?? [];
      if (all === 0 && noted.length === 0) return [];
      const write = evenly(whole || shares ? [] : values.map(({ value }) => value));
      const text = ({ name, value }: (typeof values)[number]) =>
        `${name} ${shares ? percent(value, all) : write(value)}`;
      const parts =
        layers.length > 1 ? [...(shares ? [] : [`all ${write(all)}`]), ...values.reverse().map(text)] : [write(all)];
      const when = `${by === 'week' ? 'week from ' : ''}${shortDay(days[day] ?? '')}`;
      return html`<rect x="${((x(day) ?? 0) - (step - x.bandwidth()) / 2).toFixed(1)}" width="${step.toFixed(1)}" height="${height}"><title>${[when, ...noted, ...parts].join('\n')}</title></rect>`;
    });
  }
}

/** Marks a bar that has notes; `at` is a part of the width. */
function noteLine(at: number): Content {
  const x = `${(100 * at).toFixed(2)}%`;
  return html`<line class="noted" x1="${x}" x2="${x}" y1="-4" y2="${height}"/><text class="noted" x="${x}" y="-4" text-anchor="middle">▾</text>
`;
}

function gridLine(at: number, label: string): Content {
  const y = at.toFixed(1);
  return html`<line x2="100%" y1="${y}" y2="${y}"/><text x="-6" y="${y}" dy=".35em" text-anchor="end">${label}</text>
`;
}

/** Labels the first, the middle and the last day: more do not fit on a phone. */
function dayLabels(days: readonly string[]): Content {
  const last = days.length - 1;
  const label = (day: number, x: string, anchor: string) =>
    html`<text x="${x}" y="${height + 18}" text-anchor="${anchor}">${shortDay(days[day] ?? '')}</text>`;
  if (last < 1) return label(0, '50%', 'middle');
  const middle = last >= 4 && last % 2 === 0 ? label(last / 2, '50%', 'middle') : '';
  return html`${label(0, '0', 'start')}${middle}${label(last, '100%', 'end')}`;
}

function highest(layers: readonly Layer[]): number {
  const days = layers[0]?.values ?? [];
  return Math.max(0, ...days.map((_, day) => sum(layers.map(({ values }) => values[day] ?? 0))));
}
