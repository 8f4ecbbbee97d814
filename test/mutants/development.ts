import type { MutantGroup } from './Mutant.js';

/** What the console of a development build says. */
export const development: readonly MutantGroup[] = [
  {
    file: 'src/development/startTurntally.ts',
    tests: ['test/development.test.ts'],
    mutants: [
      { name: 'does not notice a placeholder', search: 'if (isPlaceholder(endpoint))', replacement: 'if (false)' },
      {
        name: 'does not notice that events are tapped',
        search: `      usage.attached();
      return (translator`,
        replacement: '      return (translator',
      },
      {
        name: 'forgets the provider of a stream',
        search: 'telemetry.tap(undefined, options)',
        replacement: 'telemetry.tap()',
      },
      { name: 'does not notice a token that does not exist', search: '!vocabulary.has(token)', replacement: 'false' },
      {
        name: 'does not explain a flush',
        search: 'if (text) log(',
        replacement: 'if (false) log(',
      },
    ],
  },
  {
    file: 'src/development/explainAnswers.ts',
    tests: ['test/development.test.ts'],
    mutants: [
      { name: 'does not explain an answer', search: 'response.status !== 202', replacement: 'false' },
      { name: 'does not explain that there is none', search: "log('warn', noAnswer(url));", replacement: '{}' },
      { name: 'forgets the relay of a fetch', search: 'send.relay === undefined', replacement: 'true' },
      {
        name: 'hides the failure of a post',
        search: '      throw error;',
        replacement: '      return new Response();',
      },
    ],
  },
  {
    file: 'src/development/explainStatus.ts',
    tests: ['test/development.test.ts'],
    mutants: [
      { name: 'complains of events that count', search: ' && status.counted === 0', replacement: '' },
      { name: 'does not notice that nothing is attached', search: 'if (!isAttached)', replacement: 'if (false)' },
    ],
  },
  {
    file: 'src/development/isPlaceholder.ts',
    tests: ['test/development.test.ts'],
    mutants: [{ name: 'takes any host that ends alike', search: '(^|\\.)', replacement: '' }],
  },
];
