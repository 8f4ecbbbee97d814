import type { MutantGroup } from './Mutant.js';

const tests = ['test/adapters/openAiAgents.test.ts'];

/** The adapter for the OpenAI Agents SDK. */
export const openAiAgents: readonly MutantGroup[] = [
  {
    file: 'src/adapters/openAiAgents.ts',
    tests,
    mutants: [
      {
        name: 'takes a limit of the app for an error',
        search: 'if (ownEnd.test(text)) return ended();',
        replacement: '',
      },
      {
        name: "takes a failed tool for the provider's failure",
        search: 'if (isTimeout || toolsFailed.test(text)) {',
        replacement: 'if (isTimeout) {',
      },
      {
        name: 'takes a pause for an empty answer',
        search: "(name === 'tool_output' || name === 'tool_approval_requested')",
        replacement: "name === 'tool_output'",
      },
      {
        name: 'takes a cut for a complete answer',
        search: 'const isCut = call.isDone && !call.isComplete;',
        replacement: 'const isCut = false;',
      },
      {
        name: 'does not know a response that never came',
        search: "noResponse.test(text) ? 'stream_interrupted' : errorClass(error)",
        replacement: 'errorClass(error)',
      },
      {
        name: "takes a provider's limit for an error",
        search: 'return isShort ? ended() : turnDone(found, false);',
        replacement: 'return turnDone(found, false);',
      },
      {
        name: 'lets a limit hide the error of a later call',
        search: 'call?.isComplete && !call.goesOn && isCutShort(call)',
        replacement: 'call?.isComplete && isCutShort(call)',
      },
      {
        name: 'takes a run that was stopped for an empty answer',
        search: 'call?.isDone ? ended() : turnDone()',
        replacement: 'ended()',
      },
      {
        name: 'takes a stop after an error for the error',
        search: 'if (call?.failure && errorClass(error))',
        replacement: 'if (call?.failure)',
      },
    ],
  },
  {
    file: 'src/adapters/openAiAgentsModel.ts',
    tests,
    mutants: [
      {
        name: 'counts only the last call of a run',
        search: 'const events = isNext ? usageOf(previous) : [];',
        replacement: 'const events: AgentEvent[] = [];',
      },
      {
        name: 'takes tokens that are not reported for none',
        search: 'if (call.isChat) return;',
        replacement: '',
      },
      {
        name: 'takes a stream without an item for a complete one',
        search: 'call.isComplete = output.length > 0 || !!inputTokens;',
        replacement: 'call.isComplete = true;',
      },
      {
        name: 'does not know why a response failed',
        search: 'response?.error ?? error ?? event',
        replacement: 'undefined',
      },
      {
        name: 'does not count a failed tool of a server',
        search: "item?.type === 'mcp_call' && item.error",
        replacement: 'false',
      },
    ],
  },
  {
    file: 'src/adapters/tapAgentRun.ts',
    tests,
    mutants: [
      {
        name: 'does not count what the text stream reads',
        search: 'Object.assign(events, { pipeThrough: tapped.pipeThrough.bind(tapped) });',
        replacement: '',
      },
      {
        name: 'takes a stop for a cut',
        search: 'untilAborted(fed, () => signalOf(result))',
        replacement: 'untilAborted(fed, () => undefined)',
      },
      { name: 'does not count a run that does not start', search: 'fed.error(error);', replacement: '' },
      {
        name: 'breaks a run without events',
        search: "if (!('toStream' in Object(result))) {",
        replacement: 'if (!result) {',
      },
      {
        name: 'does not read what the loop reads',
        search: '[Symbol.asyncIterator]: () => tapped[Symbol.asyncIterator](),',
        replacement: '',
      },
    ],
  },
];
