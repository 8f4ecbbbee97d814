import type { ComparedRate, VersionComparison } from '@turntally/collector';
import Table from 'cli-table3';

const borders =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid';
const noBorders = Object.fromEntries(borders.split(' ').map((border) => [border, '']));

/** The comparison as a table, and in a sentence what follows from it. */
export function comparisonReport(comparison: VersionComparison): string {
  const { version, against, from, to, turns, rates } = comparison;
  const table = new Table({
    head: ['rate', 'per', version, against, 'change', 'p', 'finds from', 'regression'],
    chars: { ...noBorders, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
  });
  for (const rate of rates) table.push(cellsOf(rate));
  const ofRelease = (name: string, { count, days }: typeof turns.version) =>
    `${name}: ${several(count, 'turn')} on ${several(days, 'day')}`;
  return [
    `${version} against ${against}, finished days from ${from} to ${to}`,
    `${ofRelease(version, turns.version)}; ${ofRelease(against, turns.against)}`,
    '',
    table.toString().replaceAll(/ +$/gm, ''),
    '',
    conclusion(comparison),
    '',
  ].join('\n');
}

function cellsOf({ name, per, version, against, change, p, detectable, verdict }: ComparedRate): string[] {
  const scale = per === 'turns' ? 1000 : 100;
  const often = ({ count, of }: typeof version) => (of === 0 ? '-' : rounded((scale * count) / of));
  return [
    name,
    per === 'turns' ? '1,000 turns' : '100 calls',
    often(version),
    often(against),
    change === undefined ? '-' : percent(change),
    p === undefined ? '-' : p < 0.001 ? '< 0.001' : p.toFixed(3),
    detectable === undefined ? '-' : percent(detectable),
    words[verdict],
  ];
}

const words: Readonly<Record<ComparedRate['verdict'], string>> = {
  regression: 'YES',
  none: 'no',
  'too little data': 'too little data',
  withheld: 'depends on what is withheld',
};

function conclusion({ version, minEffect, result, rates }: VersionComparison): string {
  const named = (wanted: ComparedRate['verdict']) =>
    rates
      .filter(({ verdict }) => verdict === wanted)
      .map(({ name }) => name)
      .join(', ');
  const size = minEffect === 0 ? '' : ` by ${exactPercent(minEffect)} or more`;
  switch (result) {
    case 'regression':
      return `Regression of ${version}: ${named('regression')} rose${size}, by more than noise.`;
    case 'none':
      return `No regression of ${version}: nothing rose${size} by more than noise.`;
    case 'too little data':
      return undecided(named('too little data'), named('withheld'));
  }
}

/** More days do not help where each day withholds as much. */
function undecided(few: string, withheld: string): string {
  const lines = [
    few && `Too little data to judge ${few}. Wait for more days or users, or name other rates with --fail-on.`,
    withheld &&
      `Whether ${withheld} rose depends on what is withheld. Wait for more users, or name other rates with --fail-on.`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function several(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function rounded(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function percent(part: number): string {
  return part.toLocaleString('en', { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 });
}

/** As `--min-effect` was given: it has at most three decimals. */
function exactPercent(part: number): string {
  return part.toLocaleString('en', { style: 'percent', maximumFractionDigits: 3 });
}
