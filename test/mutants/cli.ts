import type { MutantGroup } from './Mutant.js';

const test = (name: string): string => `packages/cli/test/${name}.test.ts`;

export const cli: readonly MutantGroup[] = [
  {
    file: 'packages/cli/src/replay/detectFormat.ts',
    tests: ['packages/cli/test/detectFormat.test.ts'],
    mutants: [
      {
        name: 'takes the events of a wire for two formats',
        search: "if (lines.has('wire')) lines.delete('events');",
        replacement: '',
      },
      { name: 'names one of several formats', search: 'others.length > 0', replacement: 'others.length > 9' },
    ],
  },
  {
    file: 'packages/cli/src/printable.ts',
    tests: [test('printable.property')],
    mutants: [
      { name: 'prints the control characters of C0, C1 and DEL', search: String.raw`\p{Cc}`, replacement: '' },
      { name: 'prints what changes the direction of text', search: String.raw`\p{Bidi_Control}`, replacement: '' },
    ],
  },
  {
    file: 'packages/cli/src/errorMessage.ts',
    tests: [test('printable.property')],
    mutants: [
      {
        name: 'prints an error as it is',
        search: "printable(message.replaceAll(/\\s*\\n\\s*/g, ' '))",
        replacement: "message.replaceAll(/\\s*\\n\\s*/g, ' ')",
      },
    ],
  },
  {
    file: 'packages/cli/src/privacy/notice.ts',
    tests: [test('privacyNotice')],
    mutants: [
      {
        name: 'does not state that a held key is a pseudonym',
        search: 'paragraph(words.undelivered(number(batchRetentionDays), number(maxLaunches))),',
        replacement: '',
      },
      { name: 'does not state the legal basis', search: 'paragraph(words.legalBasis),', replacement: '' },
      {
        name: 'promises that sums are deleted, whatever the collector keeps',
        search: 'keptDays === undefined',
        replacement: 'keptDays === 0',
      },
    ],
  },
  {
    file: 'packages/cli/src/replay/printReport.ts',
    tests: [test('replayReport')],
    mutants: [{ name: 'prints the name of a session as it is', search: 'printable(name)', replacement: 'name' }],
  },
];
