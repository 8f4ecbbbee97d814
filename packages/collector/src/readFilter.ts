import { limits, operatingSystems } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import { utcDate } from './utcDate.js';

/** What is asked for: so many days up to today, and what must be equal. */
export interface Filter {
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly version?: string;
  /** The release that `version` is compared with. */
  readonly against?: string;
  readonly os?: string;
  readonly signal?: string;
}

/** What is wrong with a query, and the valid parameters before it. */
export interface WrongFilter {
  readonly wrong: string;
  readonly right: Partial<Readonly<Record<Parameter, string>>>;
}

export type Parameter = 'days' | 'version' | 'against' | 'os' | 'signal';

const msPerDay = 86_400_000;
const maxDays = 366;

/**
 * The filter in a query, or what is wrong with it, in words that repeat nothing of the query. An empty parameter is none.
 * `days` counts back from today, both included; default 30.
 */
export function readFilter(
  query: URLSearchParams,
  known: readonly Parameter[],
  signals: Signals,
  now: number,
): Filter | WrongFilter {
  const given: Partial<Record<Parameter, string>> = {};
  const wrong = (what: string): WrongFilter => ({ wrong: what, right: given });
  for (const [name, value] of query) {
    const parameter = known.find((one) => one === name);
    if (parameter === undefined) return wrong(`The parameters are ${known.join(', ')}.`);
    if (query.getAll(name).length > 1) return wrong(`The parameter ${name} is given twice.`);
    if (value !== '' && !isValid[parameter](value, signals)) return wrong(rightFor(parameter, signals));
    if (value !== '') given[parameter] = value;
  }
  const { days = '30', ...equal } = given;
  if (equal.against !== undefined && equal.version === undefined) {
    return wrong('To compare two releases, choose both: version, and against.');
  }
  if (equal.against !== undefined && equal.against === equal.version) {
    return wrong('To compare two releases, choose two different ones: version is the same as against.');
  }
  return { days: Number(days), ...lastDays(Number(days), now), ...equal };
}

/** So many days up to the one that the time `now` (epoch ms) falls on. */
export function lastDays(days: number, now: number): { readonly from: string; readonly to: string } {
  return { from: utcDate(now - (days - 1) * msPerDay), to: utcDate(now) };
}

/** Every day from `from` to `to`, both included. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += msPerDay) days.push(utcDate(at));
  return days;
}

const isVersion = (value: string): boolean => limits.version.test(value);

const isValid: Readonly<Record<Parameter, (value: string, signals: Signals) => boolean>> = {
  days: (value) => /^[1-9][0-9]{0,2}$/.test(value) && Number(value) <= maxDays,
  version: isVersion,
  against: isVersion,
  os: (value) => operatingSystems.some((os) => os === value),
  signal: (value, signals) => Object.hasOwn(signals, value),
};

function rightFor(parameter: Parameter, signals: Signals): string {
  switch (parameter) {
    case 'days':
      return `The parameter days must be an integer from 1 to ${maxDays}.`;
    case 'os':
      return `The parameter os must be one of ${operatingSystems.join(', ')}.`;
    case 'signal':
      return `The parameter signal must be one of ${Object.keys(signals).join(', ')}.`;
    default:
      return `The parameter ${parameter} must be a version such as 1.4.0: 1 to 64 letters, digits and . + _ -, a letter or digit first.`;
  }
}
