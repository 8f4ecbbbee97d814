import type { MutantGroup } from './Mutant.js';

/** What clients report of the counts that they have given up. */
export const lossMutants: readonly MutantGroup[] = [
  {
    file: 'src/reducers/losses.ts',
    tests: ['test/reducers/losses.test.ts', 'test/reducers/ledger.test.ts'],
    mutants: [
      {
        name: 'reports the loss of a report',
        search: 'totalOf(splitCounters(counters, isReport)[0])',
        replacement: '0',
      },
      {
        name: 'reports the loss of a report (any sequence of actions)',
        search: 'totalOf(splitCounters(counters, isReport)[0])',
        replacement: '0',
        tests: ['test/reducers/ledger.property.test.ts'],
      },
      {
        name: 'reports nothing of a batch that is lost with its reports',
        search: 'due ? {',
        replacement: 'due && !reports ? {',
      },
      {
        name: 'reports losses above any safe integer',
        search: ', Number.MAX_SAFE_INTEGER)',
        replacement: ', Infinity)',
      },
      {
        name: 'believes a damaged number of losses, and reports it for years',
        search: ', maxCount);',
        replacement: ', Infinity);',
        tests: ['test/faults/storage/hugeCounts.test.ts'],
      },
    ],
  },
  {
    file: 'src/reducers/ledger.ts',
    tests: ['test/reducers/losses.test.ts'],
    mutants: [
      {
        name: 'reports a loss with every batch',
        search: '{ ...left, unreported: {} }',
        replacement: 'left',
      },
      {
        name: 'reports a loss with every batch (any sequence of actions)',
        search: '{ ...left, unreported: {} }',
        replacement: 'left',
        tests: ['test/reducers/ledger.property.test.ts'],
      },
      {
        name: 'forgets losses instead of reporting them (the real delivery)',
        search: 'fitIn(addCounters(known, reports))',
        replacement: 'fitIn(known)',
        tests: ['test/turntally/losses.test.ts'],
      },
      {
        name: 'reports losses of apps that do not list them',
        search: 'splitCounters(left.unreported, (token) => vocabulary?.has(token) === true)',
        replacement: '[left.unreported]',
      },
      {
        name: 'reports more than a collector believes',
        search: 'isReport(token) ? plausibleCount : most',
        replacement: 'most',
      },
      {
        name: 'seals a batch of reports only',
        search: 'if (isEmpty(known)) return seal(left, action);',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/reducers/parseLedger.ts',
    tests: ['test/reducers/parseLedger.test.ts'],
    mutants: [
      {
        name: 'reports any token that damaged storage has',
        search: 'splitCounters(parseCounters(unreported), isReport)[0]',
        replacement: 'parseCounters(unreported)',
      },
      {
        name: 'forgets in a restart what is to be reported',
        search: 'parseCounters(unreported)',
        replacement: 'parseCounters({})',
      },
    ],
  },
  {
    file: 'src/signals.ts',
    tests: ['test/signals.test.ts'],
    mutants: [
      {
        name: 'takes another signal of an app for losses',
        search: "signal !== 'delivery' ||",
        replacement: 'true ||',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/comparison.ts',
    tests: ['packages/collector/test/stats/comparison.test.ts', 'packages/collector/test/stats/page.test.ts'],
    mutants: [{ name: 'judges a release by losses', search: ' && !isOfLosses(signal)', replacement: '' }],
  },
  {
    file: 'packages/collector/src/compare/parseRates.ts',
    tests: ['packages/collector/test/compare/parseRates.test.ts'],
    mutants: [{ name: 'fails a build for losses', search: '!isOfLosses(signal),', replacement: 'true,' }],
  },
  {
    file: 'packages/collector/src/stats/signalLabels.ts',
    tests: ['packages/collector/test/stats/page.test.ts'],
    mutants: [
      {
        name: 'shows losses as a rate of turns',
        search: 'title: lost[name].title, sentence, ...distribution',
        replacement: 'title: lost[name].title, sentence, ...manyTimes',
      },
    ],
  },
  {
    file: 'packages/cli/src/readSignalsFile.ts',
    tests: ['packages/cli/test/readSignalsFile.test.ts'],
    mutants: [
      {
        name: 'forgets a signal that is listed by its buckets',
        search: '...Object.fromEntries(described), ...listed',
        replacement: '...Object.fromEntries(described)',
      },
    ],
  },
];
