import type { Load } from './loadCurve.js';

export interface Curve {
  readonly name: string;
  readonly load: Load;
}

const [width, height] = [780, 520];
const [left, right] = [64, 744];
const colors = ['#d1495b', '#2b7bba', '#3c9d5b'] as const;

/** Two plots: the day of the outage beside the day before, and the minutes after the outage with each wait of a launch. */
export function plot(curves: readonly Curve[], chosen: Load, installs: number): string {
  const perSecond = (count: number): number => count / 300;
  const today = chosen.outageDay.map(perSecond);
  const before = chosen.dayBefore.map(perSecond);
  const most = Math.max(...today, ...before);
  const linear = scale(0, most, 220, 50);
  const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24];
  const upper = [
    title(24, `Attempts to post, a second (means of 5 minutes), ${installs.toLocaleString('en')} installs`),
    box(x(6 / 24), 50, x(12 / 24), 220, 'no collector'),
    axis(
      220,
      hours.map((hour) => [hour / 24, `${hour}:00`]),
    ),
    ...ticks([0, most / 2, most], linear),
    line(before, linear, colors[2], 'the day before', 38),
    line(today, linear, colors[0], 'the day of the outage', 170),
  ];
  const zoom = curves.map(({ load }) => load.restart);
  const peak = Math.max(...zoom.flat());
  const logarithmic = (value: number): number => scale(0, Math.log10(1 + peak), 480, 310)(Math.log10(1 + value));
  const minutes = Array.from(
    { length: 11 },
    (_, minute) => [minute / 10, `12:${String(minute).padStart(2, '0')}`] as const,
  );
  const lower = [
    title(284, 'One of twenty is restarted at 12:01:00: attempts in each second (logarithmic)'),
    axis(480, minutes),
    ...ticks(powersOfTen(peak), logarithmic),
    ...curves.map(({ name }, index) =>
      line(zoom[index] ?? [], logarithmic, colors[index] ?? '', name, 38 + 150 * index, 300),
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Load on a collector over a day with an outage, and in the minutes after it</title>
<style>
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 13px; }
  .axis { stroke: #8c959f; stroke-width: 1; fill: none; }
  .outage { fill: #8c959f; fill-opacity: 0.18; }
  .curve { fill: none; stroke-width: 1.4; stroke-linejoin: round; }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } }
</style>
${[...upper, ...lower].join('\n')}
</svg>
`;
}

const scale =
  (from: number, to: number, low: number, high: number) =>
  (value: number): number =>
    low + ((value - from) / (to - from || 1)) * (high - low);
const x = (share: number): number => left + share * (right - left);
const round = (number: number): string => number.toFixed(1);

const powersOfTen = (peak: number): readonly number[] =>
  [0, ...Array.from({ length: 7 }, (_, power) => 10 ** power)].filter((value) => value <= peak);

const title = (y: number, text: string): string => `<text class="title" x="${left}" y="${y}">${text}</text>`;
const box = (from: number, top: number, to: number, bottom: number, text: string): string =>
  `<rect class="outage" x="${round(from)}" y="${top}" width="${round(to - from)}" height="${bottom - top}"/>` +
  `<text x="${round(from + 4)}" y="${top + 14}">${text}</text>`;
const axis = (y: number, labels: readonly (readonly [share: number, text: string])[]): string =>
  [
    `<path class="axis" d="M${left} ${y}H${right}"/>`,
    ...labels.map(([share, text]) => `<text x="${round(x(share))}" y="${y + 18}" text-anchor="middle">${text}</text>`),
  ].join('');
const ticks = (values: readonly number[], toY: (value: number) => number): readonly string[] =>
  values.map(
    (value) =>
      `<text x="${left - 8}" y="${round(toY(value) + 4)}" text-anchor="end">${Number(value.toPrecision(2))}</text>` +
      `<path class="axis" stroke-dasharray="1 5" d="M${left} ${round(toY(value))}H${right}"/>`,
  );

function line(
  values: readonly number[],
  toY: (value: number) => number,
  color: string,
  name: string,
  legendX: number,
  legendY = 40,
): string {
  const points = values.map((value, index) => `${round(x(index / values.length))} ${round(toY(value))}`);
  return (
    `<path class="curve" stroke="${color}" d="M${points.join('L')}"/>` +
    `<path class="curve" stroke="${color}" d="M${left + legendX - 34} ${legendY}h20"/>` +
    `<text x="${left + legendX - 8}" y="${legendY + 4}">${name}</text>`
  );
}
