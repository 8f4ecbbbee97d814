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
        search: 'if (!isLater) return undefined;',
        replacement: '',
      },
      {
        name: 'takes the events of a server that counts anew for repeated ones',
        search: 'seq > top || time > last.time || (time === last.time && seq > last.seq)',
        replacement: 'seq > top',
        tests: runs,
        testName: 'anew',
      },
      {
        name: 'takes what follows a clock that was set back for repeated',
        search: 'seq > top || ',
        replacement: '',
      },
      { name: 'goes back with the clock', search: 'Math.max(time, last.time)', replacement: 'time' },
      {
        name: 'keeps a place for each call of a node',
        search: 'if (latest.size > mostKept) {',
        replacement: 'if (!latest.size) {',
      },
      { name: 'forgets what it has seen', search: 'floor = position;', replacement: '' },
      { name: 'counts what subagents say', search: ' || namespace.length > 1', replacement: '' },
    ],
  },
  {
    file: 'src/adapters/langGraphMessages.ts',
    tests: runs,
    mutants: [
      {
        name: 'counts messages of a person',
        search: "if ((data.role ?? 'ai') === 'ai') {",
        replacement: 'if (data) {',
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
        search: 'run.failure = undefined;',
        replacement: '',
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
        search: 'failed(errorClass(error) || textOf(error) !== undefined ? error : undefined)',
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
        search: 'message && message === toolText ? undefined : found',
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
      {
        name: 'counts a run whose answer was lost twice',
        search: 'if (!one.hasStarted) feed',
        replacement: 'feed',
      },
      {
        name: 'decides which run was asked for before the answer',
        search: 'if (!unanswered.size) for',
        replacement: 'for',
      },
      {
        name: 'holds events back for ever',
        search: 'if (held.length > mostHeld) unanswered.clear();',
        replacement: '',
      },
      {
        name: 'takes a run of others for the one that was asked for',
        search: '[...asked].find((one) => one.id === undefined || id === undefined)',
        replacement: '[...asked][0]',
      },
      {
        name: 'lets a run of others end the one that was asked for',
        search: 'if (id && run?.id && id !== run.id) return;',
        replacement: '',
      },
      {
        name: 'takes a run of others for one whose command was refused',
        search: '        asked.delete(one);\n',
        replacement: '',
      },
      {
        name: 'forgets a run that is left before the answer',
        search: '      unanswered.clear();\n      when',
        replacement: '      when',
      },
      {
        name: 'counts runs of others',
        search: 'if (!started) return;',
        replacement: 'if (!started) return void (run = { id, fed: feed(tap) });',
      },
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
        search: 'whenAnswered(drop);',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/tapAgentServer.ts',
    tests: runs,
    mutants: [
      {
        name: 'takes a refusal for a lost answer',
        search: 'if (isRefusal(error)) asked?.refuse(error);\n        else asked',
        replacement: 'asked',
        tests: units,
      },
      {
        name: 'does not read which run was started',
        search: 'asked?.accept(fieldsOf(result).run_id)',
        replacement: 'asked?.accept()',
        tests: units,
      },
      {
        name: 'takes events that are never read for open ones',
        search: 'tapped(server.events(), () => runs.open(true))',
        replacement: '((fed) => tapped(server.events(), () => fed))(runs.open(true))',
        tests: units,
      },
      {
        name: 'breaks a page that opens a stream with no channels',
        search: 'unlessItThrows(() => isWhole(params)) ?? false',
        replacement: 'isWhole(params)',
        tests: units,
      },
      {
        name: 'does not count a command that is refused by an answer',
        search: "if (type === 'error') asked",
        replacement: "if (type === 'failure') asked",
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
