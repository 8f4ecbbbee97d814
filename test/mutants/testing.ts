import type { MutantGroup } from './Mutant.js';

/** What apps test their translators with. */
export const testing: readonly MutantGroup[] = [
  {
    file: 'src/testing/countStream.ts',
    tests: ['test/testing/countStream.test.ts'],
    mutants: [
      {
        name: 'hides what the translator throws',
        search: 'thrown.push(error);',
        replacement: '',
      },
      {
        name: 'does not notice what is no list of events',
        search: 'if (isValid) return;',
        replacement: 'if (isValid || thrown.length === 0) return;',
      },
      {
        name: 'does not notice that the end fails',
        search: "check(session.endStream(error), 'the end of the stream');",
        replacement: 'session.endStream(error);',
      },
      {
        name: 'takes a stream that failed for one that completed',
        search: 'session.endStream(error)',
        replacement: 'session.endStream()',
      },
    ],
  },
];
