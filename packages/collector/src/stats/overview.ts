import { html, raw } from 'hono/html';
import { queryOf } from './filterForm.js';
import { type Content, evenly, longDay, percent, signedPercent, whole } from './format.js';
import { type SignalStats, type Stats, sum } from './model.js';
import { isBuiltIn, signalLabel } from './signalLabels.js';
import type { View } from './view.js';

/** One line of the overview. */
export interface Figure {
  readonly signal: string;
  readonly title: string;
  readonly unit: string;
  /** One value a day, `undefined` where there is nothing to divide by. */
  readonly values: readonly (number | undefined)[];
  /** Of all days. */
  readonly value: number | undefined;
  /** What rows that are withheld mean for the value. */
  readonly bound: Bound;
}

/** The value may be larger, or larger or smaller. */
type Bound = 'exact' | 'at least' | 'about';

/** What matters most, on one screen: each signal in one number, the days before, and its course. */
export function overview(view: View, drawn: Pick<View, 'stats'> & { readonly by: string }): Content {
  const { previous, previousPeriod } = view;
  const before = new Map(previous ? figuresOf(previous).map((each) => [each.signal, each]) : []);
  const shown = figuresOf(drawn.stats);
  const rows = shown.map((figure) => {
    const { signal, title, unit, values } = figure;
    const earlier = before.get(signal);
    const write = signal === 'turns' ? whole : evenly([figure, earlier].flatMap((each) => each?.value ?? []));
    const link = signal === 'turns' && view.turnsByRelease ? 'releases' : `about-${signal}`;
    return html`<tr><th scope="row"><a href="#${link}">${title}</a> <small>${unit}</small><td>${figureText(figure, write)}<td>${figureText(earlier, write)} <small>${change(figure, earlier)}</small><td>${sparkline(values)}
`;
  });
  return html`<section class="first" aria-labelledby="overview">
<h2 id="overview" class="hidden">Overview</h2>
${newestRelease(view)}
<table class="overview"><caption class="hidden">Overview of all days, and of as many days before</caption>
<thead><tr><th scope="col">counted<th scope="col">these days<th scope="col">before<th scope="col">by ${drawn.by}</thead>
<tbody>${rows}</tbody></table>
<p><small>Before: ${longDay(previousPeriod.from)} to ${longDay(previousPeriod.to)}${previous ? '' : ', of which nothing is shown'}. ${withheldLegend([...shown, ...before.values()])}${systemsLink(view)}</small></p>
</section>
`;
}

/** What the signs mean, if there are any. */
function withheldLegend(figures: readonly Figure[]): Content | string {
  const bounds = (['at least', 'about'] as const).filter((bound) =>
    figures.some(({ value, ...figure }) => value !== undefined && figure.bound === bound),
  );
  if (bounds.length === 0) return '';
  const meanings = bounds.map((bound) => (bound === 'about' ? '“≈”: about' : '“≥”: at least'));
  return html`${meanings.join(', ')}, since rows are <a href="#too-few">withheld</a>. `;
}

function systemsLink({ filter, systems }: View): Content | string {
  if (filter.os !== undefined) return '';
  if (systems) return html`<a href="#systems">Systems side by side</a>`;
  return html`<a href="${queryOf({ ...filter, split: 'os' })}#systems">Systems side by side</a>`;
}

/** Names it always, however few turns it has. */
function newestRelease({ stats, releases: { newest }, turnsByRelease }: View): Content | string {
  const [version] = newest;
  if (version === undefined) return '';
  const layer = turnsByRelease?.layers.find(({ name }) => name === version);
  const first = layer?.values.findIndex((count) => count > 0) ?? -1;
  return html`<p>Newest release: <strong>${version}</strong>${
    layer && turnsByRelease
      ? html`, ${whole(layer.total)} turns, ${percent(layer.total, turnsByRelease.total)} of all${first > 0 ? html`, first shown on ${longDay(stats.days[first] ?? '')}` : ''}`
      : ''
  }.</p>`;
}

/** Turns, what is counted per 1,000 turns, and how much of the input was cached. */
export function figuresOf({ signals, turns }: Stats): readonly Figure[] {
  const rates = [...signals.values()].filter(({ signal }) => signalLabel(signal).perTurns);
  const cache = signals.get('cache_hit');
  return [
    {
      signal: 'turns',
      title: 'Turns',
      unit: '',
      values: turns.values,
      value: turns.total,
      bound: isShort(turns) ? 'at least' : 'exact',
    },
    ...rates.filter(({ signal }) => isBuiltIn(signal)).map((stats): Figure => rateFigure(stats, turns)),
    ...(cache ? [cacheFigure(cache)] : []),
    ...rates.filter(({ signal }) => !isBuiltIn(signal)).map((stats): Figure => rateFigure(stats, turns)),
  ];
}

/** Whether counts of it are in no sum. */
function isShort({ missing }: SignalStats): boolean {
  return missing.some(({ isInSums }) => !isInSums);
}

function rateFigure(stats: SignalStats, turns: SignalStats): Figure {
  const { signal, total, values } = stats;
  const ofCounts = isShort(stats) ? 'at least' : 'exact';
  return {
    signal,
    title: signalLabel(signal).title,
    unit: 'per 1,000 turns',
    values: values.map((count, day) => divided(1000 * count, turns.values[day] ?? 0)),
    value: divided(1000 * total, turns.total),
    bound: isShort(turns) ? 'about' : ofCounts,
  };
}

function cacheFigure({ signal, layers, values, total, missing }: SignalStats): Figure {
  const cached = layers.filter(({ name }) => name === '95_99' || name === '99_100');
  const count = sum(cached.map(({ total }) => total));
  return {
    signal,
    title: 'Cached ≥ 95 %',
    unit: '% of model calls',
    values: values.map((all, day) => divided(sum(cached.map(({ values }) => values[day] ?? 0)), all)),
    value: divided(100 * count, total),
    bound: missing.length > 0 ? 'about' : 'exact',
  };
}

function divided(part: number, all: number): number | undefined {
  return all > 0 ? part / all : undefined;
}

const signs: Readonly<Record<Bound, string>> = { exact: '', 'at least': '≥ ', about: '≈ ' };

/** A dash if there is nothing to divide by. */
export function figureText(figure: Figure | undefined, write: (value: number) => string): string {
  if (figure?.value === undefined) return '–';
  return `${signs[figure.bound]}${write(figure.value)}`;
}

function change({ value, bound }: Figure, before: Figure | undefined): string {
  if (value === undefined || !before?.value) return '';
  const isExact = bound === 'exact' && before.bound === 'exact';
  return `${isExact ? '' : signs.about}${signedPercent(value / before.value - 1)}`;
}

const width = 100;
const height = 24;

/** A line over the days, from 0. It is for the eye only: the numbers are in the sections below. */
function sparkline(values: readonly (number | undefined)[]): Content {
  const top = Math.max(...values.map((value) => value ?? 0)) || 1;
  const step = width / Math.max(1, values.length - 1);
  let isGap = true;
  const points = values.map((value, day) => {
    if (value === undefined) {
      isGap = true;
      return '';
    }
    // A value between gaps is a dot: a line without length, with round ends.
    const at = `${(day * step).toFixed(1)} ${(height - (value / top) * height).toFixed(1)}`;
    const point = isGap ? `M${at}h0` : `L${at}`;
    isGap = false;
    return point;
  });
  return html`<svg class="spark" aria-hidden="true" viewBox="0 -2 ${width} ${height + 4}" preserveAspectRatio="none"><path d="${raw(points.join(''))}" vector-effect="non-scaling-stroke"/></svg>`;
}
