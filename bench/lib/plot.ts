import { scaleLinear, scaleLog, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';

export interface Series {
  readonly name: string;
  /** x, y. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Panel {
  readonly title: string;
  readonly x: string;
  readonly series: readonly Series[];
  /** What the vertical axis reaches at least: what is flat is to look so. */
  readonly top?: number;
  /** Powers of ten on the horizontal axis; else each x of the points has its place. */
  readonly powers?: boolean;
}

const width = 320;
const height = 240;
const margin = { top: 34, right: 20, bottom: 62, left: 52 };

/** An SVG of panels side by side, readable on light and on dark. */
export function plot(panels: readonly Panel[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * panels.length} ${height}" role="img" font-family="system-ui, sans-serif" font-size="11">
<title>${panels.map(({ title }) => title).join('; ')}</title>
<style>
svg { color: #1f2328; background: #fff; --first: #0969da; --second: #bc4c00; }
@media (prefers-color-scheme: dark) { svg { color: #d1d7e0; background: #0d1117; --first: #58a6ff; --second: #f0883e; } }
text { fill: currentColor; } .title { font-weight: 600; font-size: 12px; } .axis, .grid { stroke: currentColor; fill: none; } .grid { opacity: .15; }
.s0 { --own: var(--first); } .s1 { --own: var(--second); } path.line { stroke: var(--own); fill: none; stroke-width: 2; } .mark { fill: var(--own); }
</style>
${panels.map((panel, at) => `<g transform="translate(${at * width},0)">${draw(panel)}</g>`).join('\n')}
</svg>
`;
}

function draw({ title, x, series, powers, top = 0 }: Panel): string {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const across = [margin.left, width - margin.right] as const;
  const log = scaleLog([xs[0] ?? 1, xs.at(-1) ?? 10], across);
  const places = scalePoint(xs.map(String), across);
  const xOf = (at: number): number => (powers ? log(at) : (places(String(at)) ?? 0));
  const most = Math.max(...series.flatMap(({ points }) => points.map(([, y]) => y)), top);
  const yOf = scaleLinear([0, most || 1], [height - margin.bottom, margin.top]).nice(4);
  const ticks = yOf.ticks(4).map((y) => {
    const at = yOf(y).toFixed(1);
    return `<path class="grid" d="M${across[0]},${at}H${across[1]}"/><text x="${across[0] - 6}" y="${at}" dy=".32em" text-anchor="end">${short(y)}</text>`;
  });
  const labels = (powers ? powersIn(xs) : xs).map(
    (at) =>
      `<text x="${xOf(at).toFixed(1)}" y="${height - margin.bottom + 16}" text-anchor="middle">${powers ? power(at) : at}</text>`,
  );
  const path = line<readonly [number, number]>()
    .x(([at]) => xOf(at))
    .y(([, y]) => yOf(y))
    .digits(1);
  const lines = series.map(({ name, points }, at) => {
    const marks = points.map(
      ([px, py]) => `<circle class="mark" r="3" cx="${xOf(px).toFixed(1)}" cy="${yOf(py).toFixed(1)}"/>`,
    );
    const left = across[0] + at * 130;
    const key = `<circle class="mark" r="4" cx="${left}" cy="${height - 12}"/><text x="${left + 9}" y="${height - 12}" dy=".32em">${name}</text>`;
    return `<g class="s${at}"><path class="line" d="${path(points) ?? ''}"/>${marks.join('')}${key}</g>`;
  });
  const middle = (across[0] + across[1]) / 2;
  return `<text class="title" x="${across[0]}" y="18">${title}</text>${ticks.join('')}
<path class="axis" d="M${across[0]},${yOf(0)}H${across[1]}"/>${labels.join('')}
<text x="${middle}" y="${height - margin.bottom + 33}" text-anchor="middle">${x}</text>
${lines.join('\n')}`;
}

const powersIn = (xs: readonly number[]): number[] => {
  const [least, most] = [xs[0] ?? 1, xs.at(-1) ?? 1].map(Math.log10) as [number, number];
  const first = Math.ceil(least - 1e-9);
  return Array.from({ length: Math.floor(most + 1e-9) - first + 1 }, (_, at) => 10 ** (first + at));
};

const power = (at: number): string => `10<tspan dy="-4" font-size="8">${Math.round(Math.log10(at))}</tspan>`;

const short = (y: number): string => (Math.abs(y) >= 10_000 ? `${y / 1000}k` : `${y}`);
