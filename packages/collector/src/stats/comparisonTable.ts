import { html } from 'hono/html';
import { type Compared, comparisonOf, type Verdict } from './comparison.js';
import { breakable, type Content, perThousand, plural, rounded, whole } from './format.js';
import type { Stats } from './model.js';
import { measureOf, wordsFor } from './signalLabels.js';
import type { Observed } from './significance.js';

export interface Release {
  readonly version: string;
  readonly stats: Stats;
}

/** What differs in the one release from the other, and whether that is more than noise. */
export function comparisonTable(one: Release, other: Release, minReports: number): Content {
  const compared = comparisonOf(one.stats, other.stats, minReports);
  const tests = compared.filter(({ verdict }) => 'p' in verdict).length;
  const withheld = compared.filter(({ verdict }) => verdict.kind === 'withheld').length;
  const different = compared.filter(({ verdict }) => verdict.kind === 'difference').length;
  return html`<section aria-labelledby="comparison">
<h2 id="comparison">${one.version} and ${other.version}</h2>
<p>${whole(one.stats.turns.total)} turns of ${one.version}, ${whole(other.stats.turns.total)} of ${other.version}. Differences are ${one.version} less ${other.version}, and in percent of ${other.version}.
${tests === 0 ? 'No difference between them can be told from noise.' : html`Of ${plural(tests, 'comparison')}, <strong>${plural(different, 'difference is', 'differences are')} more than noise</strong>.`}
${withheld === 0 ? '' : html`${plural(withheld, 'more got no verdict, as parts of it are', 'more got no verdict, as parts of them are')} <a href="#too-few">withheld</a>.`}</p>
<div class="scroll" role="region" tabindex="0" aria-label="Table of the comparison"><table class="comparison">
<caption class="hidden">${one.version} compared with ${other.version}</caption>
<thead><tr><th scope="col">counted<th scope="col" class="name">${one.version}<th scope="col" class="name">${other.version}<th scope="col" class="name">${one.version} − ${other.version}<th scope="col">more than noise?</thead>
${bySignal(compared)}</table></div>
<details><summary>How this is told</summary>
<p>What can happen once in a turn (a failed turn), and the buckets of a distribution: a two-proportion z-test with pooled variance. What can happen several times in a turn (tool errors, compactions, empty answers, your own signals): the two counts are taken for Poisson counts and compared given their sum, by the normal approximation. Both are two-sided.</p>
<p>p is how often chance alone would make a difference at least as large; it is corrected for the ${plural(tests, 'comparison')} on this page by Holm’s method. “More than noise” is p below 0.05. Where fewer than five would be expected on either side it says “too few”, and where more than a twentieth of the batches may be <a href="#too-few">missing</a>, “withheld”.</p>
<p>Turns are taken to be independent. Those of one person, or of one bad day of a provider, are not, and then p is too small; and a difference between two releases need not be caused by them. Look at the days, too.</p>
</details>
</section>
`;
}

/** A body of rows for each signal: how often it was counted in turns, where that makes sense, and its buckets. */
function bySignal(compared: readonly Compared[]): readonly Content[] {
  return [...new Set(compared.map(({ signal }) => signal))].map((signal) => {
    const rows = compared.filter((each) => each.signal === signal);
    const inTurns = rows.some(({ per }) => per === 'turns');
    const title = html`<strong>${measureOf(signal).title}</strong> <small>${inTurns ? 'per 1,000 turns' : `in 100 of ${signal}`}</small>`;
    const whole = rows.find(({ bucket }) => bucket === undefined);
    return html`<tbody><tr class="whole">${whole ? html`<th scope="row">${title}${cells(whole)}` : html`<th colspan="5" scope="rowgroup">${title}`}
${rows.map((each) =>
  each.bucket === undefined
    ? ''
    : html`<tr><th scope="row">${breakable(each.bucket)} <small>${wordsFor(signal, each.bucket) ?? ''}</small>${cells(each)}
`,
)}</tbody>
`;
  });
}

function cells({ per, one, other, verdict }: Compared): Content {
  const told = verdict.kind === 'difference' ? '' : html` class="same"`;
  return html`<td>${shown(one, per)}<td>${shown(other, per)}<td>${difference(one, other, per)}<td${told}>${verdictText(verdict)}`;
}

function shown(observed: Observed, per: Compared['per']): Content {
  const { count, of } = observed;
  const often = per === 'turns' ? perThousand(count, of) : of > 0 ? rounded((100 * count) / of) : '–';
  return html`${often} <small>${whole(count)}</small>`;
}

/** The one less the other, which it is compared with: in their unit, and as a part of the other. */
function difference(one: Observed, other: Observed, per: Compared['per']): Content | string {
  if (one.of === 0 || other.of === 0) return '–';
  const [after, before] = [one.count / one.of, other.count / other.of];
  const scale = per === 'turns' ? 1000 : 100;
  const precise = { maximumFractionDigits: 2, maximumSignificantDigits: 2, roundingPriority: 'morePrecision' } as const;
  const change = signed((after - before) * scale, precise); // of what is rare, too, where two decimals would say 0
  const part = signed((100 * (after - before)) / before, { maximumFractionDigits: 1 });
  return before > 0 ? html`${change} <span class="part">(${part} %)</span>` : change;
}

function signed(value: number, how: Intl.NumberFormatOptions): string {
  return value.toLocaleString('en', { signDisplay: 'exceptZero', ...how }).replace('-', '−');
}

function verdictText(verdict: Verdict): Content | string {
  switch (verdict.kind) {
    case 'difference':
      return html`<strong>yes</strong> <small>${pText(verdict.p)}</small>`;
    case 'noise':
      return html`could be noise <small>${pText(verdict.p)}</small>`;
    case 'too few':
      return 'too few to tell';
    case 'withheld':
      return 'withheld in part';
  }
}

function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}
