import type { MutantGroup } from './Mutant.js';

/** The adapters for clients of models. */
export const modelCalls: readonly MutantGroup[] = [
  {
    file: 'src/adapters/tapModelStream.ts',
    tests: ['test/adapters/countModelCalls.test.ts', 'test/adapters/openAi.test.ts'],
    mutants: [
      {
        name: 'does not count a call that is refused',
        search: 'fed.error(error);\n    throw error;',
        replacement: 'throw error;',
        tests: ['test/adapters/openAi.test.ts'],
      },
      {
        name: 'hides the error of a call',
        search: 'fed.error(error);\n    throw error;',
        replacement: 'fed.error(error);\n    return undefined as never;',
        tests: ['test/adapters/countModelCalls.test.ts'],
      },
      {
        name: 'takes withResponse for an answer that the app reads itself',
        search: 'if (!parsed) fed.drop();',
        replacement: 'fed.drop();',
        tests: ['test/adapters/anthropic.test.ts'],
      },
      {
        name: 'does not count what a helper unwraps',
        search: 'transform(attach(answer), ...rest)',
        replacement: 'transform(answer, ...rest)',
      },
      {
        name: 'counts a second reader of a stream',
        search: 'tapIterator(source, reader());',
        replacement: 'tapIterator(source, fed);',
      },
    ],
  },
  {
    file: 'src/adapters/untilAborted.ts',
    tests: ['test/adapters/openAi.test.ts'],
    mutants: [
      {
        name: 'takes a stopped stream for one that was cut',
        search: 'if (!signal?.aborted) fed.complete();',
        replacement: 'if (signal) fed.complete();',
      },
      {
        name: 'takes a stream that was cut for a stopped one',
        search: 'if (!signal?.aborted) fed.complete();',
        replacement: 'if (!signal) fed.complete();',
      },
      {
        name: 'takes a deadline of the app for a stop',
        search: "classifyProviderError(signal.reason) === 'timeout'",
        replacement: '!signal',
        tests: ['test/adapters/countModelCalls.test.ts'],
      },
    ],
  },
  {
    file: 'src/adapters/tapIterator.ts',
    tests: ['test/adapters/countModelCalls.test.ts'],
    mutants: [
      {
        name: 'lets a loop read the source itself',
        search: '[Symbol.asyncIterator]: () => tapped,',
        replacement: '',
      },
      {
        name: 'takes an iterator that is left for one that was cut',
        search: 'async return(value: unknown) {\n      fed.drop();',
        replacement: 'async return(value: unknown) {\n      fed.complete();',
        tests: ['test/adapters/openAi.test.ts'],
      },
    ],
  },
  {
    file: 'src/adapters/countClientCalls.ts',
    tests: ['test/adapters/countModelCalls.test.ts'],
    mutants: [
      {
        name: 'counts requests that ask no model',
        search: 'return isModelCall(path) ? tapCall(call, tap) : call;',
        replacement: 'return tapCall(call, tap);',
      },
      {
        name: 'does not count what the parts of a client ask',
        search: 'if (resource?._client === client) methods[name] = new resource.constructor(counted);',
        replacement: '',
      },
      {
        name: 'counts no client that is made with other options',
        search: 'if (withOptions) {',
        replacement: 'if (!withOptions) {',
      },
      {
        name: 'counts no engine in the page',
        search: 'if (chat) methods.chat',
        replacement: 'if (!chat) methods.chat',
      },
      {
        name: 'counts no path with a query',
        search: "const [name = ''] = path.split('?');",
        replacement: 'const name = path;',
      },
    ],
  },
  {
    file: 'src/adapters/translateModelCalls.ts',
    tests: ['test/adapters/openAi.test.ts'],
    mutants: [
      {
        name: 'ends a turn with a call for a tool',
        search: 'goesOn || (call.calls.size > 0',
        replacement: 'goesOn || (call.calls.size > 9',
      },
      {
        name: 'lets a turn go on after a call that was cut short',
        search: 'cutShort.includes(reason) || isFiltered(reason);',
        replacement: 'isFiltered(reason);',
      },
      { name: 'takes a filter for an empty answer', search: ' && !isFiltered(reason);', replacement: ';' },
      { name: 'ends a turn that goes on', search: 'call.goesOn || (call', replacement: '(call' },
      {
        name: 'counts the error of a stream as a cut',
        search: 'const failed = failure ? errorClass(failure.error) : cut;',
        replacement: 'const failed = cut;',
      },
      {
        name: 'counts a call that another follows as one with it',
        search: 'const before = isStart(item) && !isUnread ? end() : [];',
        replacement: 'const before: AgentEvent[] = [];',
        tests: ['test/adapters/countModelCalls.test.ts'],
      },
      {
        name: 'takes a call that its engine stopped for a complete one',
        search: 'if (isCancelled) return',
        replacement: 'if (!call) return',
        tests: ['test/adapters/countModelCalls.test.ts'],
      },
    ],
  },
  {
    file: 'src/adapters/openAiDialect.ts',
    tests: ['test/adapters/openAi.test.ts'],
    mutants: [
      {
        name: 'counts an output again that the whole response repeats',
        search: 'if (!(isCompaction || isFailed) || call.counted.has(id)) return [];',
        replacement: 'if (!(isCompaction || isFailed)) return [];',
      },
      {
        name: 'takes a call with its result for one to the app',
        search: 'else call.calls.delete(callId);',
        replacement: '',
      },
      { name: 'takes a refusal for an empty answer', search: 'isContent || refusal ||', replacement: 'isContent ||' },
      {
        name: "does not know DeepSeek's cached tokens",
        search: ' ?? usage.prompt_cache_hit_tokens',
        replacement: '',
      },
      { name: 'takes a steered response for the end of a turn', search: "reason === 'steered'", replacement: 'false' },
      {
        name: 'takes a response in the background for a cut',
        search: 'call.isComplete = isWhole;',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/anthropic.ts',
    tests: ['test/adapters/anthropic.test.ts'],
    mutants: [
      {
        name: 'takes cached tokens for a part of the input',
        search: 'call.input = beside + read + written;',
        replacement: 'call.input = beside + written;',
      },
      {
        name: 'forgets tokens that a later report leaves out',
        search: "if (typeof count === 'number') tokens",
        replacement: 'tokens',
      },
      { name: 'takes a pause for the end of a turn', search: "['pause_turn', 'compaction']", replacement: '[]' },
      {
        name: 'does not count a failed tool of the server',
        search: 'if (!isError && !code) return [];',
        replacement: 'return [];',
      },
    ],
  },
  {
    file: 'src/adapters/tapMessage.ts',
    tests: ['test/adapters/anthropic.test.ts'],
    mutants: [
      {
        name: 'does not count what a thread streams',
        search: 'if (!props.options.stream) return props;',
        replacement: 'if (props) return props;',
      },
      {
        name: 'does not count what a thread is refused',
        search: '.catch(() => promise.parse() as Promise<never>)',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/googleGenAi.ts',
    tests: ['test/adapters/googleGenAi.test.ts'],
    mutants: [
      { name: 'takes thoughts for an answer', search: 'isAnswer(text) && !thought', replacement: 'isAnswer(text)' },
      {
        name: 'takes a call of a function for a stop',
        search: "if (call.reason === 'STOP' && call.calls.size) call.reason = 'tool_calls';",
        replacement: '',
      },
      {
        name: 'does not know why a prompt is blocked',
        search: "promptFeedback?.blockReason ? 'content_filter' : finishReason",
        replacement: 'finishReason',
      },
      {
        name: 'counts the calls of chats by the client that is given',
        search: 'new givenChats.constructor(models, apiClient)',
        replacement: 'givenChats',
      },
      {
        name: 'does not count the calls that the client makes by itself',
        search: "'generateContentInternal', ",
        replacement: '',
      },
    ],
  },
];
