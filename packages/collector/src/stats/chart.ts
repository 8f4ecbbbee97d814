import { scaleBand, scaleLinear } from 'd3-scale';
import { stack, stackOffsetExpand, stackOffsetNone } from 'd3-shape';
import { html, raw } from 'hono/html';
import { type Content, shortDay } from './format.js';
import { type Layer, sum } from './model.js';

export interface Chart {
  /** Unique on the page, for the references within. */
  readonly id: string;
  /** What is in the picture, for who does not see it. */
  readonly title: string;
  readonly description: string;
  readonly days: readonly string[];
  /** Bottom up, each with the number of its texture. */
  readonly layers: readonly Textured[];
  /** Every day fills the height, and each layer has its share of it. */
  readonly shares?: boolean;
  /** The highest value that must fit, where another picture has the same scale. */
  readonly top?: number;
  /** There are no fractions of what is drawn, so none is written at the side. */
  readonly whole?: boolean;
  readonly format: (value: number) => string;
}

export interface Textured extends Layer {
  readonly texture: number;
}

/** In user units; the picture is stretched to its column. The text in it is not: it stays as large as the text around it. */
const width = 400;
const height = 140;
const broadestBar = 40;
const manyDays = 100;

/** A bar a day, stacked. Each layer is one path of strokes, so that a year stays small. Days without any count have no bar. */
export function chart({
  id,
  title,
  description,
  days,
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
  const stacked = stack<unknown, number, Textured>()
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
      : `<path d="${bars.join('')}" stroke="url(#texture-${series.key.texture})" stroke-width="${Math.min(x.bandwidth(), broadestBar).toFixed(2)}"/>`;
  });
  return html`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
${ticks.map((tick) => gridLine(y(tick), format(tick)))}
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" width="100%" height="${height}">${raw(paths.join(''))}</svg>
${dayLabels(days)}
</svg>`;
}

function gridLine(at: number, label: string): Content {
  const y = at.toFixed(1);
  return html`<line x2="100%" y1="${y}" y2="${y}"/><text x="-6" y="${y}" dy=".35em" text-anchor="end">${label}</text>
`;
}

/** The first, the middle and the last: as many as fit on a phone. */
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
