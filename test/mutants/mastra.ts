import type { MutantGroup } from './Mutant.js';

export const mastraMutants: readonly MutantGroup[] = [
  {
    file: 'src/adapters/mastra.ts',
    tests: ['test/adapters/mastra.test.ts'],
    mutants: [
      {
        name: 'takes a stream that waits for a person for one that was cut',
        search: "const asked = isPaused && error === undefined ? parts.next({ type: 'tool-approval-request' }) : [];",
        replacement: 'const asked: [] = [];',
      },
      {
        name: 'takes a cut after an answer of a person for a pause',
        search: "if (type === 'step-start') isPaused = false;",
        replacement: '',
      },
      {
        name: 'takes a model call without an end for a complete one',
        search: "return hasError ? '' : 'interrupted';",
        replacement: "return '';",
      },
      {
        name: 'counts the reason that Mastra gives an error',
        search: "|| (reason === 'error' && hasError)",
        replacement: '',
      },
      {
        name: 'counts what a rule made of a reason',
        search: "const notOfModel: readonly unknown[] = ['tripwire', 'retry'];",
        replacement: 'const notOfModel: readonly unknown[] = [];',
      },
      {
        name: 'adds what is part of the input of a model of version 3',
        search: "const details = 'total' in raw && {",
        replacement: "const details = 'none' in raw && {",
      },
      {
        name: 'counts networks and workflows',
        search: 'if (!isAgent && ',
        replacement: 'if (!error && !isAgent && !parts && ',
      },
      {
        name: 'takes arguments that are not valid for a result',
        search: 'return error === true && validationErrors ? { message } : undefined;',
        replacement: 'return undefined;',
      },
      {
        name: "takes an app's own result for a failure",
        search: 'error === true && validationErrors ?',
        replacement: 'error === true ?',
      },
    ],
  },
  {
    file: 'src/adapters/tapAgentStream.ts',
    tests: ['test/adapters/mastra.test.ts'],
    mutants: [
      {
        name: 'does not count a call that fails before its stream',
        search: '    fed.error(error);\n',
        replacement: '',
      },
      {
        name: 'counts each stream of an output',
        search: 'feedFrom(output.fullStream, reader())',
        replacement: 'feedFrom(output.fullStream, fed)',
      },
    ],
  },
];
