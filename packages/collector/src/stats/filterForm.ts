import { html } from 'hono/html';
import { operatingSystems } from 'turntally/protocol';
import type { Filter } from '../readFilter.js';
import { type Content, plural } from './format.js';

/** The values that the form shows, as far as they are known. */
export type FormValues = Partial<
  Pick<Filter, 'days' | 'from' | 'to' | 'version' | 'against' | 'os' | 'isFixed' | 'by' | 'split'>
>;

/** The releases of the days of the view. */
export interface Releases {
  /** All of them, the newest first. */
  readonly newest: readonly string[];
  /** Those with the most turns, the largest first. */
  readonly most: readonly string[];
}

const presets = [7, 30, 90, 365];
/** With more releases than this, those with the most turns are listed first. */
const manyReleases = 12;

/** A plain form without scripts: the choice is in the address. */
export function filterForm(values: FormValues, releases: Releases): Content {
  const days = values.days === undefined || presets.includes(values.days) ? presets : [values.days, ...presets];
  return html`<form method="get" aria-label="View">
${select(
  'days',
  'Days',
  days.map((each) => option(String(each), each === 365 ? 'a year' : plural(each, 'day'), String(values.days ?? 30))),
)}
${select('version', 'Release', [option('', 'all', values.version), ...versions(releases, values.version)])}
${select('against', 'Compare with', [option('', 'nothing', values.against), ...versions(releases, values.against)])}
${select('os', 'System', [option('', 'all', values.os), ...operatingSystems.map((os) => option(os, os, values.os))])}
${hidden({ by: values.by })}<button>Show</button>
</form>
<form method="get" aria-label="First and last day">
${dayInput('from', 'From', values.from)}${dayInput('to', 'To', values.to)}
${hidden({ by: values.by, version: values.version, against: values.against, os: values.os })}<button>Show these days</button>
</form>
`;
}

/** The form, closed where there is little room. */
export function foldedForm(values: FormValues, releases: Releases): Content {
  return html`<details class="choose"><summary>Choose days, release and system</summary>
${filterForm(values, releases)}</details>
`;
}

/** The shortest query of a view, starting with `?`. */
export function queryOf({ days, from, to, isFixed, by, split, version, against, os }: FormValues): string {
  const query = new URLSearchParams();
  if (isFixed && from !== undefined && to !== undefined) {
    query.set('from', from);
    query.set('to', to);
  } else if (days !== undefined) query.set('days', String(days));
  if (by !== undefined) query.set('by', by);
  if (split !== undefined) query.set('split', split);
  if (version !== undefined) query.set('version', version);
  if (against !== undefined) query.set('against', against);
  if (os !== undefined) query.set('os', os);
  return `?${query}`;
}

function dayInput(name: string, label: string, value: string | undefined): Content {
  return html`<label>${label} <input type="date" name="${name}" value="${value ?? ''}"></label>
`;
}

/** What a form keeps of the view. */
function hidden(values: Readonly<Record<string, string | undefined>>): readonly Content[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`],
  );
}

function select(name: string, label: string, options: readonly Content[]): Content {
  return html`<label>${label} <select name="${name}">${options}</select></label>
`;
}

function versions({ newest, most }: Releases, chosen: string | undefined): readonly Content[] {
  const all = chosen === undefined || newest.includes(chosen) ? newest : [chosen, ...newest];
  if (all.length <= manyReleases) return all.map((version) => option(version, version, chosen));
  const rest = all.filter((version) => !most.includes(version));
  return [
    html`<optgroup label="most turns">${most.map((version) => option(version, version, chosen))}</optgroup>`,
    html`<optgroup label="all others, newest first">${rest.map((version) => option(version, version, chosen))}</optgroup>`,
  ];
}

function option(value: string, text: string, chosen: string | undefined): Content {
  return html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : ''}>${text}</option>`;
}
