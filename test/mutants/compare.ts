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
        search: 'detectable > Math.max(largestUnnoticed, minEffect)',
        replacement: 'false',
      },
    ],
  },
  {
    file: `${source}/noiseOf.ts`,
    tests: [collectorTest('compare/judgeRates'), collectorTest('compare/falseAlarms.property')],
    mutants: [
      {
        name: 'takes days for alike',
        search: 'return { variance: sum(squares) / total ** 2,',
        replacement: 'return { variance: 0,',
      },
      { name: 'takes devices for alike', search: '+ ofDevices;', replacement: ';' },
      { name: 'takes each batch for a device of its own', search: 'spread * daysOf(side)', replacement: 'spread' },
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
    ],
  },
  {
    file: 'packages/cli/src/compare/compare.ts',
    tests: [cliTest('compareCommand')],
    mutants: [{ name: 'ends with 0 if there is too little data', search: "'too few': 3", replacement: "'too few': 0" }],
  },
  {
    file: 'packages/cli/src/openDatabase.ts',
    tests: [cliTest('compareCommand')],
    mutants: [
      { name: 'creates a database that is missing', search: '|| existsSync(pathOf(database))', replacement: '|| true' },
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
