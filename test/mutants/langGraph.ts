import type { MutantGroup } from './Mutant.js';

const units = ['test/adapters/tapAgentServer.test.ts'];
const runs = ['test/adapters/langGraph.test.ts'];

export const langGraphMutants: readonly MutantGroup[] = [
  {
    file: 'src/adapters/langGraphEvent.ts',
    tests: units,
    mutants: [
      {
        name: 'counts what a stream repeats',
        search: 'if (last && !isLater(position, last)) return undefined;',
        replacement: '',
      },
      {
        name: 'takes the events of a server that counts anew for repeated ones',
        search: '(a.time === b.time ? a.seq > b.seq : a.time > b.time)',
        replacement: 'a.seq > b.seq',
        tests: runs,
        testName: 'anew',
      },
      { name: 'counts what subagents say', search: ' || namespace.length > 1', replacement: '' },
    ],
  },
  {
    file: 'src/adapters/langGraphMessages.ts',
    tests: runs,
    mutants: [
      {
        name: 'counts messages of a person',
        search: "if ((data.role ?? 'ai') !== 'ai') {",
        replacement: 'if (!data) {',
        tests: units,
      },
      {
        name: 'takes a call of a tool for a stop',
        search: "given === 'stop' && asks ? 'tool_use' : given",
        replacement: 'given',
        testName: 'events of its own',
      },
      {
        name: 'does not know the reason of a model without a stream',
        search: '(reason ?? raw)',
        replacement: 'reason',
        testName: 'without a stream',
      },
      {
        name: 'takes a cut for an answer',
        search: "Object.hasOwn(data, 'reason') && given === undefined",
        replacement: 'false',
        testName: 'clean cut',
      },
      {
        name: 'takes a message that has no end for an answer',
        search: 'isCut = true;',
        replacement: 'isCut = false;',
        testName: 'ends before its message',
      },
      {
        name: 'counts a filter as an empty answer',
        search: 'if (isFiltered(known) || ',
        replacement: 'if (',
        testName: 'filter',
      },
      {
        name: 'keeps the failure of a call that was repeated',
        search: '        isCut = true;\n        failure = undefined;',
        replacement: '        isCut = true;',
        tests: units,
      },
    ],
  },
  {
    file: 'src/adapters/langGraph.ts',
    tests: units,
    mutants: [
      {
        name: 'counts a failure by its text though the run threw it',
        search: 'failed(Object(error).message === undefined ? undefined : error)',
        replacement: 'failed()',
        tests: runs,
        testName: 'whose text',
      },
      {
        name: "takes a tool's failure for the provider's",
        search: 'if (running !== undefined) return',
        replacement: 'if (running === 0) return',
        tests: runs,
        testName: 'ends the run',
      },
      {
        name: "takes the failure of a tool that the run repeats for the provider's",
        search: 'message !== undefined && message === toolText ? undefined : found',
        replacement: 'found',
      },
      {
        name: 'counts a tool that was stopped',
        search: 'return errorClass({ code, message }) ? toolFailedOnce({ message, code }, id) : [];',
        replacement: 'return toolFailedOnce({ message, code }, id);',
      },
      {
        name: 'takes the limit of steps for a failure',
        search: '/^Recursion limit of/',
        replacement: '/^$./',
        tests: runs,
        testName: 'limit of steps',
      },
      {
        name: 'takes a question for an empty answer',
        search: 'messages.isEmpty && !asks',
        replacement: 'messages.isEmpty',
      },
      {
        name: 'counts one start as two',
        search: "if (state === 'running' && before === 'started') return [];",
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/langGraphRuns.ts',
    tests: units,
    mutants: [
      { name: 'breaks the stream of a page', search: 'readable(item)', replacement: 'read(item)' },
      { name: 'counts runs of others', search: 'if (asked === 0) return;', replacement: '' },
      {
        name: 'lets a stream without messages end a run',
        search: '(isWhole || !hasWhole())',
        replacement: '(isWhole || !isWhole)',
      },
      {
        name: 'does not notice that the last stream is cut',
        search: 'complete: () => end((cut) => cut.complete()),',
        replacement: 'complete() {},',
      },
      {
        name: 'takes one of several streams for the last',
        search: 'streams.delete(stream) && !hasWhole();',
        replacement: 'streams.delete(stream);',
      },
      {
        name: 'goes on with the run of a thread that was left',
        search: '      drop();\n      asked = 0;',
        replacement: '      asked = 0;',
      },
    ],
  },
  {
    file: 'src/adapters/tapAgentServer.ts',
    tests: runs,
    mutants: [
      {
        name: 'does not count a command that is refused by an answer',
        search: "if (starts && type === 'error')",
        replacement: "if (starts && type === 'failure')",
        testName: 'refused',
      },
      {
        name: 'forgets the thread that it is told again',
        search: 'if (threadId !== server.threadId) runs.reset();',
        replacement: 'runs.reset();',
        tests: units,
      },
    ],
  },
  {
    file: 'src/adapters/tapRun.ts',
    tests: runs,
    mutants: [
      {
        name: 'does not count a run that fails before it has events',
        search: '    fed.error(error);\n    throw error;',
        replacement: '    throw error;',
        testName: 'before it has events',
      },
    ],
  },
];
