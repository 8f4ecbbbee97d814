import { limits, operatingSystems, versionRule } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import { dayNumber, isDate, lastDays, utcDate } from './utcDays.js';

/** The days of a view, and what the rows must equal. */
export interface Filter {
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly version?: string;
  /** The release that `version` is compared with. */
  readonly against?: string;
  readonly os?: string;
  readonly signal?: string;
  /** Whether the query names the first day, so that the days stay the same tomorrow. */
  readonly isFixed?: true;
  /** What one bar of a picture is of. */
  readonly by?: 'day' | 'week';
  /** Whether to show the systems side by side, too. */
  readonly split?: 'os';
}

export type FilterParameter = 'days' | 'from' | 'to' | 'by' | 'split' | 'version' | 'against' | 'os' | 'signal';

export type FilterParameters = Partial<Readonly<Record<FilterParameter, string>>>;

export type FilterResult =
  | { readonly kind: 'valid'; readonly filter: Filter }
  | {
      readonly kind: 'invalid';
      /** The mistake, in a sentence that repeats nothing of the query. */
      readonly reason: string;
      /** The valid parameters before it. */
      readonly parameters: FilterParameters;
    };

const maxDays = 366;

/**
 * Parses a query. Empty parameters are ignored. `days` counts back from `to`, both included, which is the last day by default.
 *
 * @param allowed - The parameters that the query may have.
 * @param lastDay - A time within the last day that is shown, epoch milliseconds.
 */
export function readFilter(
  query: URLSearchParams,
  allowed: readonly FilterParameter[],
  signals: Signals,
  lastDay: number,
): FilterResult {
  const parameters: Partial<Record<FilterParameter, string>> = {};
  const invalid = (reason: string): FilterResult => ({ kind: 'invalid', reason, parameters });
  for (const [name, value] of query) {
    const parameter = allowed.find((one) => one === name);
    if (parameter === undefined) return invalid(`The parameters are ${allowed.join(', ')}.`);
    if (query.getAll(name).length > 1) return invalid(`The parameter ${name} is given twice.`);
    if (value === '') continue;
    if (!isValid[parameter](value, signals)) return invalid(requirement(parameter, signals));
    parameters[parameter] = value;
  }
  const { days, from, to, by, split, ...equal } = parameters;
  if (split !== undefined && (equal.os ?? equal.against) !== undefined)
    return invalid('To show the systems side by side, leave out os and against.');
  if (from !== undefined && days !== undefined) return invalid('Choose either days or from, not both.');
  const last = utcDate(lastDay);
  if (to !== undefined && to > last)
    return invalid(`The parameter to must not be after ${last}, the last day that is shown.`);
  const end = to ?? last;
  if (from !== undefined && from > end) return invalid(`The parameter from must not be after ${end}, the last day.`);
  const period = from === undefined ? lastDays(Number(days ?? 30), Date.parse(end)) : { from, to: end };
  const length = dayNumber(period.to) - dayNumber(period.from) + 1;
  if (length > maxDays) return invalid(`From the first to the last day must be at most ${maxDays} days.`);
  if (equal.against !== undefined && equal.version === undefined) {
    return invalid('To compare two releases, choose both: version and against.');
  }
  if (equal.against !== undefined && equal.against === equal.version) {
    return invalid('To compare two releases, choose two different ones: version and against are the same.');
  }
  const isFixed = from !== undefined || to !== undefined;
  return {
    kind: 'valid',
    filter: {
      days: length,
      ...period,
      ...equal,
      ...(isFixed && { isFixed }),
      ...(split !== undefined && { split: 'os' as const }),
      ...(by !== undefined && { by: by === 'week' ? by : 'day' }),
    },
  };
}

/** The days before a period need a year, too; and nothing is older. */
const isShownDate = (value: string): boolean => isDate(value) && value >= '2000-01-01';

const isVersion = (value: string): boolean => limits.version.test(value);

const isValid: Readonly<Record<FilterParameter, (value: string, signals: Signals) => boolean>> = {
  days: (value) => /^[1-9][0-9]{0,2}$/.test(value) && Number(value) <= maxDays,
  from: isShownDate,
  to: isShownDate,
  split: (value) => value === 'os',
  by: (value) => value === 'day' || value === 'week',
  version: isVersion,
  against: isVersion,
  os: (value) => operatingSystems.some((os) => os === value),
  signal: (value, signals) => Object.hasOwn(signals, value),
};

function requirement(parameter: FilterParameter, signals: Signals): string {
  switch (parameter) {
    case 'days':
      return `The parameter days must be an integer from 1 to ${maxDays}.`;
    case 'from':
    case 'to':
      return `The parameter ${parameter} must be a day such as 2026-11-28, from 2000-01-01 on.`;
    case 'split':
      return 'The parameter split must be os.';
    case 'by':
      return 'The parameter by must be day or week.';
    case 'os':
      return `The parameter os must be one of ${operatingSystems.join(', ')}.`;
    case 'signal':
      return `The parameter signal must be one of ${Object.keys(signals).join(', ')}.`;
    default:
      return `The parameter ${parameter} ${versionRule}.`;
  }
}
