import type { MutantGroup } from './Mutant.js';

const collectorTest = (name: string): string => `packages/collector/test/${name}.test.ts`;
const cliTest = (name: string): string => `packages/cli/test/${name}.test.ts`;
const source = 'packages/collector/src/compare';

export const compareMutants: readonly MutantGroup[] = [
  {
    file: `${source}/judgeRates.ts`,
    tests: [collectorTest('compare/judgeRates')],
    mutants: [
      { name: 'ignores the smallest effect', search: 'difference.change >= minEffect &&', replacement: '' },
      {
        name: 'does not correct p',
        search: 'return holm(differences.map((difference) => difference?.p ?? 1));',
        replacement: 'return differences.map((difference) => difference?.p ?? 1);',
      },
      {
        name: 'judges by what is shown, whatever is withheld',
        search: 'least: difference(ranges.one.seldom, ranges.other.often),',
        replacement: 'least: difference(one, other),',
      },
      {
        name: 'finds none, whatever is withheld',
        search: "isRegression(most, mostPs[index]) ? 'withheld' : 'none'",
        replacement: "'none'",
      },
      { name: 'judges by two days', search: 'minDays = 3', replacement: 'minDays = 2' },
      {
        name: 'finds none in data that show nothing',
        search: 'detectable > largestUnnoticed',
        replacement: 'false',
      },
      {
        name: 'lets a small release pass that fails in every turn',
        search: 'isExpected || (one.count >= minExpected && standardError(test, one, other) > 0)',
        replacement: 'isExpected',
      },
      {
        name: 'tests releases of which each turn fails',
        search: ' && standardError(test, one, other) > 0)',
        replacement: ')',
      },
      {
        name: 'tests small counts by the normal approximation alone',
        search: 'p: isExpected ? p : Math.max(p, exactP(one, other, noise))',
        replacement: 'p',
      },
      {
        name: 'tests small counts by the exact test alone',
        search: 'Math.max(p, exactP(one, other, noise))',
        replacement: 'exactP(one, other, noise)',
      },
      {
        name: 'finds none in a release of a few turns without a failure',
        search: "isEnoughWithoutAny(each, largestUnnoticed) ? 'none' : 'too little data'",
        replacement: "'none'",
      },
      {
        name: 'finds none where neither release has any, however few turns they have',
        search: 'one.of >= enoughWithoutAny',
        replacement: 'true',
      },
      {
        name: 'finds none where not even the double of a large effect would show',
        search: 'Math.max(1, 2 * minEffect)',
        replacement: 'Math.max(1, 20 * minEffect)',
      },
    ],
  },
  {
    file: `${source}/detectableRise.ts`,
    tests: [collectorTest('compare/judgeRates'), collectorTest('compare/falseAlarms.property')],
    mutants: [
      {
        name: 'forgets that the rise must be seen as the smallest effect',
        search: 'return Math.max((toBeSure + seenLess) / unraised, (minEffect + seenLess) / (1 - seenLess));',
        replacement: 'return (toBeSure + seenLess) / unraised;',
      },
      {
        name: 'forgets that the seen rate may be smaller than the smallest effect',
        search: '(minEffect + seenLess) / (1 - seenLess)',
        replacement: 'minEffect',
      },
    ],
  },
  {
    file: `${source}/countTail.ts`,
    tests: [collectorTest('compare/countTail')],
    mutants: [{ name: 'takes the probability of fewer', search: 'return ', replacement: 'return 1 - ' }],
  },
  {
    file: `${source}/noiseOf.ts`,
    tests: [collectorTest('compare/judgeRates'), collectorTest('compare/falseAlarms.property')],
    mutants: [
      {
        name: 'takes days for alike',
        search: 'const variance = sum(squares) / total ** 2;',
        replacement: 'const variance = 0;',
      },
      { name: 'takes devices for alike', search: ' + share ** 2 * ofDevices;', replacement: ';' },
      {
        name: 'takes each batch for a device of its own',
        search: 'daysOf(side) / batchesOf(side)',
        replacement: '1 / batchesOf(side)',
      },
      {
        name: 'takes a release that fails more for unequal devices',
        search: 'return Math.min(spreadOf(sides), ',
        replacement: 'return Math.max(spreadOf(sides), ',
      },
    ],
  },
  {
    file: `${source}/compareVersions.ts`,
    tests: [collectorTest('compare/compareVersions')],
    mutants: [
      {
        name: 'finds none where one rate cannot be judged',
        search: "rates.every(({ verdict }) => verdict === 'none')",
        replacement: "rates.some(({ verdict }) => verdict === 'none')",
      },
      {
        name: 'reads the whole page',
        search: 'const one = await',
        replacement: 'await store.annotations(filter); const one = await',
      },
    ],
  },
  {
    file: 'packages/cli/src/compare/compare.ts',
    tests: [cliTest('compareCommand')],
    mutants: [
      {
        name: 'ends with 0 if there is too little data',
        search: "'too little data': 3",
        replacement: "'too little data': 0",
      },
    ],
  },
  {
    file: 'packages/cli/src/openDatabase.ts',
    tests: [cliTest('compareCommand')],
    mutants: [
      { name: 'creates a database that is missing', search: '|| existsSync(pathOf(database))', replacement: '|| true' },
      {
        name: 'does not name --db if a URL cannot be decoded',
        search: 'throw new UsageError(`--db $',
        replacement: 'throw new Error(`--db $',
      },
    ],
  },
  {
    file: 'packages/cli/src/parseCommandLine.ts',
    tests: [cliTest('parseCommandLine')],
    mutants: [
      { name: 'loses the first of two values', search: 'checkRepeated(config);', replacement: '' },
      { name: 'refuses lists that are repeated', search: '!config.options?.[name]?.multiple &&', replacement: '' },
    ],
  },
  {
    file: 'packages/cli/src/parseProviders.ts',
    tests: [cliTest('parseCommandLine')],
    mutants: [
      { name: 'reads the first list only', search: 'lists?.flatMap(', replacement: 'lists?.slice(0, 1).flatMap(' },
    ],
  },
  {
    file: 'packages/cli/src/compare/comparisonReport.ts',
    tests: [cliTest('comparisonReport')],
    mutants: [
      {
        name: 'rounds the smallest effect',
        search: 'maximumFractionDigits: 3',
        replacement: 'maximumFractionDigits: 0',
      },
      {
        name: 'advises to wait for days where data are withheld',
        search: "undecided(named('too little data'), named('withheld'))",
        replacement: "undecided([named('too little data'), named('withheld')].filter(Boolean).join(', '), '')",
      },
    ],
  },
  {
    file: 'packages/collector/src/sqliteConnection.ts',
    tests: [collectorTest('readOnly')],
    mutants: [
      { name: 'lets a read-only store write', search: '; PRAGMA query_only = ON', replacement: '' },
      { name: 'creates the file of a read-only store', search: 'await checkIsFile(pathOfUrl(url));', replacement: '' },
    ],
  },
  {
    file: 'packages/cli/src/collect/exposures.ts',
    tests: [cliTest('exposures')],
    mutants: [
      {
        name: 'does not look at the log',
        search: 'const committed = files.filter(',
        replacement: 'const committed = files.slice(0, 1).filter(',
      },
      { name: 'looks above the project', search: 'return folders;', replacement: 'continue;' },
    ],
  },
];
