import { html } from 'hono/html';
import { type Compared, compareReleases, type Verdict } from './comparison.js';
import { breakable, type Content, evenly, plural, whole } from './format.js';
import type { Stats } from './model.js';
import type { Range } from './pRange.js';
import { bucketLabel, signalLabel } from './signalLabels.js';
import type { Observed } from './significance.js';

export interface Release {
  readonly version: string;
  readonly stats: Stats;
}

/** The differences of one release from the other, and whether they are more than noise. */
export function comparisonTable(one: Release, other: Release): Content {
  const compared = compareReleases(one.stats, other.stats);
  const count = (kind: Verdict['kind']) => compared.filter(({ verdict }) => verdict.kind === kind).length;
  const [different, open] = [count('difference'), count('open')];
  const tests = compared.length - count('too few');
  return html`<section aria-labelledby="comparison">
<h2 id="comparison">${one.version} and ${other.version}</h2>
<p>${whole(one.stats.turns.total)} turns of ${one.version}, ${whole(other.stats.turns.total)} of ${other.version}. Differences are ${one.version} minus ${other.version}, and in percent of ${other.version}.
${tests === 0 ? 'No difference between them can be tested.' : html`Of ${plural(tests, 'comparison')}, <strong>${plural(different, 'difference is', 'differences are')} more than noise</strong>.`}
${open === 0 ? '' : html`${plural(open, 'comparison is', 'comparisons are')} open: it depends on what is <a href="#too-few">withheld</a>. Of these, the smallest and the largest possible difference is given.`}</p>
<div class="scroll" role="region" tabindex="0" aria-label="Table of the comparison"><table class="comparison">
<caption class="hidden">${one.version} compared with ${other.version}</caption>
<thead><tr><th scope="col">counted<th scope="col" class="name">${one.version}<th scope="col" class="name">${other.version}<th scope="col" class="name">${one.version} − ${other.version}<th scope="col">more than noise?</thead>
${bySignal(compared)}</table></div>
<details><summary>How this is tested</summary>
<p>What happens at most once in a turn (a failed turn), and the buckets of a distribution: a two-proportion z-test with pooled variance. What can happen several times in a turn (tool errors, compactions, empty answers, signals of this app): the two counts are treated as Poisson counts and compared conditional on their sum, with the normal approximation. Both tests are two-sided.</p>
<p>p is the probability that chance alone makes a difference at least as large; it is corrected for the ${plural(tests, 'comparison')} on this page by Holm’s method. “More than noise” is p below 0.05. “Too few to test” means that fewer than five are expected on either side.</p>
<p>A verdict holds for everything that may be <a href="#too-few">withheld</a>: of each bucket, on each day on which rows were withheld, as many batches as would not be shown, each with the mean count of those that are. Then p is the largest possible one of a difference, and the smallest of noise. If not all of these have the same verdict, the comparison is open. Days on which nothing of a release is shown are left out.</p>
<p>The tests assume that turns are independent. Turns of one person, or of one bad day of a provider, are not, and then p is too small. A difference between two releases need not be caused by them; also compare the days.</p>
</details>
</section>
`;
}

/** A table body for each signal: the signal per 1,000 turns if that is meaningful, then its buckets. */
function bySignal(compared: readonly Compared[]): readonly Content[] {
  return [...new Set(compared.map(({ signal }) => signal))].map((signal) => {
    const rows = compared.filter((each) => each.signal === signal);
    const inTurns = rows.some(({ per }) => per === 'turns');
    const title = html`<strong>${signalLabel(signal).title}</strong> <small>${inTurns ? 'per 1,000 turns' : `in % of ${signal}`}</small>`;
    const whole = rows.find(({ bucket }) => bucket === undefined);
    return html`<tbody><tr class="whole">${whole ? html`<th scope="row">${title}${cells(whole)}` : html`<th colspan="5" scope="rowgroup">${title}`}
${rows.map((each) =>
  each.bucket === undefined
    ? ''
    : html`<tr><th scope="row">${breakable(each.bucket)} <small>${bucketLabel(signal, each.bucket) ?? ''}</small>${cells(each)}
`,
)}</tbody>
`;
  });
}

function cells({ per, one, other, difference: possible, verdict }: Compared): Content {
  const write = evenly([one, other].filter(({ of }) => of > 0).map((observed) => scaled(observed, per)));
  const verdictClass = verdict.kind === 'difference' ? '' : html` class="same"`;
  return html`<td>${observedCell(one, per, write)}<td>${observedCell(other, per, write)}<td>${difference(one, other, per, write)}<td${verdictClass}>${verdictText(verdict, possible, per, write)}`;
}

type Write = ReturnType<typeof evenly>;

/** Per 1,000 turns, or in percent. */
function scaled({ count, of }: Observed, per: Compared['per']): number {
  return ((per === 'turns' ? 1000 : 100) * count) / of;
}

function observedCell(observed: Observed, per: Compared['per'], write: Write): Content {
  return html`${observed.of > 0 ? write(scaled(observed, per)) : '–'} <small>${whole(observed.count)}</small>`;
}

/** One minus the other: in their unit, and in percent of the other. */
function difference(one: Observed, other: Observed, per: Compared['per'], write: Write): Content | string {
  if (one.of === 0 || other.of === 0) return '–';
  const [after, before] = [one.count / one.of, other.count / other.of];
  const change = changeText(after - before, per, write);
  const part = signed((100 * (after - before)) / before, { maximumFractionDigits: 1 });
  return before > 0 ? html`${change} <span class="part">(${part} %)</span>` : change;
}

function changeText(change: number, per: Compared['per'], write: Write): string {
  const text = write(Math.abs(change) * (per === 'turns' ? 1000 : 100));
  const isZero = Number(text) === 0;
  return `${isZero ? '' : change > 0 ? '+' : '−'}${text}`;
}

function signed(value: number, options: Intl.NumberFormatOptions): string {
  return value.toLocaleString('en', { signDisplay: 'exceptZero', ...options }).replace('-', '−');
}

function verdictText(verdict: Verdict, { least, most }: Range, per: Compared['per'], write: Write): Content | string {
  switch (verdict.kind) {
    case 'difference':
      return html`<strong>yes</strong> <small>${pText(verdict.p, verdict.isExact ? '=' : '≤')}</small>`;
    case 'noise':
      return html`could be noise <small>${pText(verdict.p, verdict.isExact ? '=' : '≥')}</small>`;
    case 'too few':
      return 'too few to test';
    case 'open':
      return html`open <small>${changeText(least, per, write)} to ${changeText(most, per, write)}</small>`;
  }
}

function pText(p: number, relation: '=' | '≤' | '≥'): string {
  return p < 0.001 && relation !== '≥' ? 'p < 0.001' : `p ${relation} ${p.toFixed(3)}`;
}
