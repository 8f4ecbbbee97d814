import type { MutantGroup } from './Mutant.js';

export const ui: readonly MutantGroup[] = [
  {
    file: 'packages/ui/src/react/Consent.ts',
    tests: ['packages/ui/test/react.test.ts'],
    mutants: [
      {
        name: 'loads the element on a server',
        search: "import { useElement } from './useElement.js';",
        replacement: "import { useElement } from './useElement.js';\nimport '../consent/index.js';",
      },
    ],
  },
  {
    file: 'packages/ui/src/inspector/actions.ts',
    tests: ['packages/ui/test/inspector/actions.test.ts'],
    mutants: [
      {
        name: 'forgets to which words the person had agreed',
        search: 'consent?.answer(true, earlier)',
        replacement: 'consent?.answer(true)',
      },
    ],
  },
  {
    file: 'packages/ui/src/strings/en/consent.ts',
    tests: ['packages/ui/test/wordingVersion.test.ts'],
    mutants: [
      {
        name: 'asks in other words under the same version',
        search: 'Only counts would',
        replacement: 'Only numbers would',
      },
    ],
  },
];
