import type { MutantGroup } from './Mutant.js';

/** What is counted by provider. */
export const providerMutants: readonly MutantGroup[] = [
  {
    file: 'src/reducers/byProvider.ts',
    tests: ['test/reducers/byProvider.test.ts'],
    mutants: [
      {
        name: 'counts a provider that nobody listed',
        search: '...ofProviders.filter((each) => vocabulary.has(each)).slice(0, 1)',
        replacement: '...ofProviders.slice(0, 1)',
      },
      {
        name: 'counts a listed provider as other, too',
        search: '.slice(0, 1)];',
        replacement: '];',
        tests: ['test/turntally/providers.test.ts'],
      },
      {
        name: 'forgets providers that are not listed',
        search: ".concat('other')",
        replacement: '',
        tests: ['test/turntally/providers.test.ts'],
      },
      {
        name: 'puts a part in the place of its total',
        search: 'return [token, ...ofProviders',
        replacement: 'return [...ofProviders',
        tests: ['test/turntally/providers.test.ts'],
      },
      {
        name: 'takes the beginning of another name for a provider',
        search: ".split('.', 1)",
        replacement: '.split(/[^a-z]/, 1)',
      },
    ],
  },
  {
    file: 'src/streams/createCounting.ts',
    tests: ['test/turntally/providers.test.ts'],
    mutants: [
      {
        name: 'counts an event by its own provider although the stream has one',
        search: 'given ?? (event as Fields).provider',
        replacement: '(event as Fields).provider ?? given',
      },
    ],
  },
  {
    file: 'src/streams/tap.ts',
    tests: ['test/turntally/providers.test.ts'],
    mutants: [
      {
        name: 'forgets the provider of a turn that its stream cuts',
        search: 'provider: unlessItThrows(() => started?.provider)',
        replacement: 'provider: undefined',
      },
    ],
  },
  {
    file: 'src/adapters/aiSdk.ts',
    tests: ['test/adapters/providers.test.ts'],
    mutants: [
      {
        name: 'forgets the provider of what telemetry reports',
        search: 'provider = (item as Part).provider ?? provider;',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/pi.ts',
    tests: ['test/adapters/providers.test.ts'],
    mutants: [
      {
        name: 'takes the provider of one run for that of the next',
        search: 'provider = undefined;',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/persistence/storedConsent.ts',
    tests: ['test/persistence/storedConsent.test.ts'],
    mutants: [
      {
        name: 'asks about providers without their names',
        search: 'withExtraSignals(options.extraSignals, options.providers)',
        replacement: 'withExtraSignals(options.extraSignals)',
      },
    ],
  },
  {
    file: 'packages/ui/src/consent/describeSignals.ts',
    tests: ['packages/ui/test/consent/describeSignals.test.ts'],
    mutants: [
      {
        name: 'does not mark a provider that was added as new',
        search: 'isNew: names.some((bucket)',
        replacement: 'isNew: [].some((bucket)',
      },
    ],
  },
  {
    file: 'packages/collector/src/parseOptions.ts',
    tests: ['packages/collector/test/providers.test.ts'],
    mutants: [
      {
        name: 'accepts nothing by provider',
        search: 'withExtraSignals(extraSignals, providers)',
        replacement: 'withExtraSignals(extraSignals)',
      },
    ],
  },
];
