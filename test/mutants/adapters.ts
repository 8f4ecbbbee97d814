import type { MutantGroup } from './Mutant.js';

export const adapters: readonly MutantGroup[] = [
  {
    file: 'src/adapters/aiSdkTelemetry.ts',
    tests: ['test/adapters/aiSdkTelemetry.test.ts'],
    mutants: [
      {
        name: 'counts what asks no model for an answer',
        search: 'if (!operations.includes(operationId)) return;',
        replacement: '',
      },
      {
        name: 'loses the error of a later step',
        search: 'feedParts(callId, [errorPart(error)])',
        replacement: '{}',
      },
      {
        name: 'loses a failed tool of a step that fails',
        search: "if (toolOutput.type === 'tool-error')",
        replacement: 'if (!toolOutput)',
      },
      {
        name: 'takes an answer that is left out for none',
        search: 'recordOutputs === false ?',
        replacement: '!recordOutputs && !step ?',
      },
      { name: 'takes a deadline for a stop', search: "{ type: 'abort', reason }", replacement: "{ type: 'abort' }" },
      {
        name: 'does not notice a stream that broke',
        search: "finishReason === 'error' ?",
        replacement: '!finishReason ?',
      },
      {
        name: 'mixes calls',
        search: 'running.get(callId)?.next(part)',
        replacement: 'for (const fed of running.values()) fed.next(part)',
      },
      { name: 'counts no object', search: 'onObjectStepEnd: onStepEnd,', replacement: '' },
      { name: 'keeps streams that are left', search: 'keepLatest(running);', replacement: '' },
    ],
  },
  {
    file: 'src/adapters/acp.ts',
    tests: ['test/adapters/acp.test.ts'],
    mutants: [
      {
        name: 'takes the requests of both sides for one',
        search: `? 'ours' : 'theirs'`,
        replacement: `? 'ours' : 'ours'`,
      },
      {
        name: 'closes a session with the first of two prompts',
        search: 'session.open.delete(prompt);',
        replacement: 'session.open.clear();',
      },
      {
        name: 'leaves the text before a cancellation to the next turn',
        search: 'session.empty ||= !error;',
        replacement: '',
      },
      {
        name: 'passes on "cancelled" as a finish reason',
        search: `callUsage(isCancelled ? '' : stopReason,`,
        replacement: 'callUsage(stopReason,',
      },
      { name: 'counts updates outside a turn', search: 'if (!session.open.size) return [];', replacement: '' },
      {
        name: 'takes cached tokens as part of the input in any case',
        search: 'Math.max(sumOf(inputTokens), sumOf(totalTokens) - sumOf(outputTokens, thoughtTokens ?? 0))',
        replacement: 'sumOf(inputTokens)',
      },
      {
        name: 'forgets a cancellation',
        search: 'prompt.cancelled = true;',
        replacement: 'prompt.cancelled = false;',
        tests: ['test/adapters/reported.test.ts'],
      },
      {
        name: 'takes a rejection that ends the turn as an empty answer',
        search: 'session.refused = true;',
        replacement: '',
        tests: ['test/adapters/reported.test.ts'],
      },
    ],
  },
  {
    file: 'src/adapters/tanStackAi.ts',
    tests: ['test/adapters/tanStackAi.test.ts'],
    mutants: [
      {
        name: 'takes each result for a failure',
        search: "metadata?.tanstack?.state === 'output-error'",
        replacement: 'content',
      },
      {
        name: 'does not read the error of a result',
        search: 'classifyToolError(errorOf(content))',
        replacement: 'classifyToolError(content)',
      },
    ],
  },
  {
    file: 'src/adapters/tapConnection.ts',
    tests: ['test/adapters/tanStackAi.test.ts'],
    mutants: [
      {
        name: 'takes a generator for several streams',
        search: "if ('next' in chunks) return",
        replacement: 'if (!chunks) return',
      },
      { name: 'takes a stop for a cut', search: 'tap, args[2])', replacement: 'tap)' },
      { name: 'does not know the signal', search: 'untilAborted(feed(tap), () => signal)', replacement: 'feed(tap)' },
    ],
  },
  {
    file: 'src/adapters/copilotKit.ts',
    tests: ['test/adapters/copilotKit.test.ts'],
    mutants: [
      {
        name: 'subscribes again to an agent that does not show its subscribers',
        search: 'agents.has(agent);',
        replacement: 'false;',
      },
      {
        name: 'subscribes at each run',
        search: 'agent.subscribers?.includes(subscriber) ??',
        replacement: '!agent &&',
      },
      {
        name: 'counts copies that are asked for suggestions',
        search: 'new WeakSet<object>();',
        replacement: '{ has: (_: object) => true, add: (_: object) => {} };',
      },
    ],
  },
  {
    file: 'src/adapters/pi.ts',
    tests: ['test/adapters/pi.test.ts'],
    mutants: [
      {
        name: 'counts tools that were stopped with their run',
        search: "if (message.stopReason === 'aborted') failed.clear();",
        replacement: '',
      },
      {
        name: 'forgets a tool that failed before the call that was stopped',
        search: "message.stopReason !== 'aborted' ? failedTools() : []",
        replacement: "message.stopReason === 'aborted' ? failedTools() : []",
      },
      { name: 'counts what comes after a run', search: "if (stage === 'over') return [];", replacement: '' },
      {
        name: 'counts each attempt of a session',
        search: 'if (!event.willRetry) return',
        replacement: 'if (event) return',
      },
      { name: 'counts the calls of tools', search: ' && event.parentToolCallId === undefined', replacement: '' },
      {
        name: "takes the app's block for a failure",
        search: "text === blocked ? 'hook'",
        replacement: "text === blocked ? 'exec'",
      },
      {
        name: 'does not count a run that fails before its first event',
        search: "if (stage === 'unstarted' && error && errorClass(error)) stage = 'running';",
        replacement: '',
      },
      {
        name: 'reads the messages of a person',
        search: "message?.role === 'assistant' ? heard(message)",
        replacement: 'message ? heard(message)',
      },
    ],
  },
  {
    file: 'src/adapters/piMessage.ts',
    tests: ['test/adapters/pi.test.ts'],
    mutants: [
      {
        name: 'takes cached tokens for a part of the input',
        search: 'Number(usage?.input) + Number(usage?.cacheRead) +',
        replacement: 'Number(usage?.input) +',
      },
      { name: 'takes a filter for a failure', search: "filters.includes(raw) ? 'content_filter' :", replacement: '' },
      {
        name: 'takes the words before a reason for evidence',
        search: 'isReason ? { code: raw } : text',
        replacement: 'text',
      },
      { name: 'takes a deferred answer for an empty one', search: 'isEmpty: isFinal && ', replacement: 'isEmpty: ' },
    ],
  },
  {
    file: 'src/adapters/piSubscriber.ts',
    tests: ['test/adapters/pi.test.ts'],
    mutants: [
      {
        name: 'takes the run of another session for one that follows a cut',
        search: "if (event.type === 'agent_start') open++;",
        replacement: '',
      },
      {
        name: 'forgets that a run was under way',
        search: 'Math.max(0, open - 1)',
        replacement: 'open - 1',
      },
      {
        name: 'mixes the runs of several agents',
        search: 'runs.get(signal) ?? feed(tap)',
        replacement: 'session ?? (session = feed(tap))',
      },
      {
        name: 'goes on after the end of a run',
        search: "if (event.type === 'agent_end') run.complete();",
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/opencode.ts',
    tests: ['test/adapters/opencode.test.ts'],
    mutants: [
      { name: 'keeps the sessions of all subagents', search: 'keepLatest(children);', replacement: '' },
      { name: 'keeps sessions whose end was missed', search: 'keepLatest(turns);', replacement: '' },
      { name: 'counts the sessions of subagents', search: 'if (children.has(session)) return [];', replacement: '' },
      {
        name: 'counts both ends of a session',
        search: '      turns.delete(session);\n      return turn?.end',
        replacement: '      return turn?.end',
      },
      { name: 'begins another turn with each busy', search: 'isBusy && !turns.has(session)', replacement: 'isBusy' },
      {
        name: 'takes a session that was deleted for one that was cut',
        search: 'end(session, { class: undefined })',
        replacement: "end(session, { class: 'stream_interrupted' })",
      },
    ],
  },
  {
    file: 'src/adapters/opencodeTurn.ts',
    tests: ['test/adapters/opencode.test.ts'],
    mutants: [
      { name: 'denies a tool that nobody asked about', search: ' && asked.has(id)', replacement: '' },
      { name: 'counts a call each time it is sent', search: 'if (counted.has(call)) return [];', replacement: '' },
      {
        name: 'takes a call that was cut for one with a reason',
        search: "const isCut = reason === 'unknown' && !(input > 0);",
        replacement: 'const isCut = false;',
      },
      {
        name: 'keeps a failure that a repetition mended',
        search: ': undefined;\n    empty =',
        replacement: ': failure;\n    empty =',
      },
      { name: 'counts summaries', search: 'if (summaries.has(message)) return [];', replacement: '' },
      {
        name: 'counts what a server sends in both versions',
        search: 'if (version !== facts.version) return [];',
        replacement: '',
      },
      {
        name: 'takes the text of a person for an answer',
        search: 'message === step && (kind',
        replacement: '(kind',
      },
      { name: 'does not know who denied a tool', search: 'denied.add(asked.get(id))', replacement: 'denied.add(id)' },
      { name: 'does not know the rules of the app', search: '|| isRuledOut(error)', replacement: '' },
      {
        name: 'counts tools that were stopped with their turn',
        search: 'if (error === stopped || (failure && !failure.class)) break;',
        replacement: '',
      },
      {
        name: 'counts commands without a model',
        search: 'if (!called && (summaries.size || !last)) return [];',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/opencodeFacts.ts',
    tests: ['test/adapters/opencode.test.ts'],
    mutants: [
      { name: 'does not unwrap events', search: "'payload' in event ? event.payload : event", replacement: 'event' },
      { name: 'takes the notes of the server for an answer', search: ' || of.synthetic ', replacement: ' ' },
      { name: 'begins a turn with a retry of the last one', search: " || of.type === 'retry' ?", replacement: ' ?' },
    ],
  },
  {
    file: 'src/adapters/claudeAgent.ts',
    tests: ['test/adapters/claudeAgent.test.ts'],
    mutants: [
      {
        name: 'counts what is thrown after a result',
        search: "if (stage === 'over' || (stage",
        replacement: 'if ((stage',
      },
      {
        name: 'counts a stream that is dropped before its first message',
        search: " || (stage === 'unstarted' && !isFailure)",
        replacement: " || (stage === 'unstarted' && error === undefined)",
      },
      { name: 'counts messages of subagents', search: 'message.parent_tool_use_id || ', replacement: '' },
      { name: 'counts what is shown again', search: ' || message.isReplay', replacement: '' },
      { name: 'counts commands without a model', search: 'modelTurns === 0 ? [] : turn', replacement: 'turn' },
      {
        name: 'takes messages of the program for those of a model',
        search: "answer.model !== '<synthetic>'",
        replacement: 'answer.model',
      },
      {
        name: "takes the program's own reason for a model's",
        search: 'done(limit ? undefined : failureOf(result, failed), false, limit, result)',
        replacement: 'done(limit ? undefined : failureOf(result, failed), false, limit ?? reason, result)',
      },
      {
        name: 'takes the output limit for an error',
        search: "failed === 'max_output_tokens'",
        replacement: "failed === 'max_tokens'",
      },
      {
        name: 'takes an end by a hook for an empty answer',
        search: "(result.terminal_reason ?? 'completed') === 'completed'",
        replacement: 'true',
      },
      {
        name: 'takes a structured answer for an empty one',
        search: '  !result.structured_output &&\n',
        replacement: '',
      },
      {
        name: 'keeps the kind of a failure for the next turn',
        search: "stage = 'over';\n      kind = undefined;",
        replacement: "stage = 'over';",
      },
      {
        name: 'forgets a turn without a result',
        search: "stage === 'open' ? done('stream_interrupted') : []",
        replacement: '[]',
      },
      {
        name: 'takes each init for a turn',
        search: "stage === 'open' ? done('stream_interrupted') : []",
        replacement: "stage === 'asked' || stage === 'open' ? done('stream_interrupted') : []",
      },
    ],
  },
  {
    file: 'src/adapters/claudeAgentCalls.ts',
    tests: ['test/adapters/claudeAgent.test.ts'],
    mutants: [
      { name: 'counts usage once for each block', search: 'if (ids.has(id)) return [];', replacement: '' },
      { name: 'takes cached tokens as part of the input', search: ' + Number(cached) + ', replacement: ' + ' },
      {
        name: 'ignores the usage that a stream ends with',
        search: 'corrected?.[name] ?? usage?.[name]',
        replacement: 'usage?.[name]',
      },
      {
        name: 'ignores the reason of a stream',
        search: 'delta?.stop_reason ?? call.reason',
        replacement: 'call.reason',
      },
      { name: 'ignores that a call asked for a tool', search: "asks ? 'tool_use' : last", replacement: 'last' },
      {
        name: 'ignores the last call where it has no message',
        search: '...(isLast ? [] : ownReason)',
        replacement: '...[]',
      },
    ],
  },
  {
    file: 'src/adapters/claudeAgentFailure.ts',
    tests: ['test/adapters/claudeAgent.test.ts'],
    mutants: [
      {
        name: 'takes an interruption for an error',
        search: 'isLimit || stops.includes(reason)',
        replacement: 'isLimit',
      },
      {
        name: 'takes a limit of the app for an error',
        search: 'isLimit || stops.includes(reason)',
        replacement: 'stops.includes(reason)',
      },
      { name: 'ignores the status', search: 'if (status) return errorClass({ status });', replacement: '' },
      {
        name: 'reads the text of the API',
        search: 'return errorClass({ code: kind, type });',
        replacement: 'return errorClass({ code: kind, type, message: result.result });',
      },
      {
        name: 'takes a connection that was never made for a cut',
        search: "? 'other' : 'stream_interrupted'",
        replacement: "? 'stream_interrupted' : 'stream_interrupted'",
      },
      {
        name: 'reads what the program wrote before its end',
        search:
          "ends.includes(unlessItThrows((): unknown => Object(error).errorClass)) ? 'stream_interrupted' : errorClass(error)",
        replacement: 'errorClass(error)',
      },
    ],
  },
  {
    file: 'src/adapters/claudeAgentTools.ts',
    tests: ['test/adapters/claudeAgent.test.ts'],
    mutants: [
      { name: 'counts a failed tool twice', search: ' || failed.has(id)', replacement: '' },
      {
        name: 'ignores the denials of the result',
        search: 'for (const { tool_use_id } of objectsOf<Block>(permission_denials)) denied.add(tool_use_id);',
        replacement: 'void permission_denials;',
      },
      {
        name: 'ignores a denial before the result',
        search: '      denied.add(id);\n    },',
        replacement: '      void id;\n    },',
      },
      { name: 'ignores hooks', search: "isHook ? 'hook' : ", replacement: "isHook && !isHook ? 'hook' : " },
      {
        name: 'ignores the decision of a hook',
        search: "decision.source === 'hook'",
        replacement: 'hookError.test(text)',
      },
      {
        name: 'ignores the decision to deny',
        search: "decision?.decision === 'reject'",
        replacement: "decision?.decision === 'denied'",
      },
      {
        name: 'counts a tool that was stopped with its turn',
        search: "ran = terminal_reason !== 'aborted_tools'",
        replacement: 'ran = !!(terminal_reason ?? true)',
      },
      {
        name: 'counts a tool that did not run',
        search: 'decision || kind ? !!decision : undefined',
        replacement: 'decision || kind ? true : undefined',
      },
      { name: "goes over the app's word", search: 'ownToolError(options, block) ?? ', replacement: '' },
    ],
  },
  {
    file: 'src/adapters/tapQuery.ts',
    tests: ['test/adapters/tapQuery.test.ts'],
    mutants: [
      {
        name: 'takes a query that is closed for a cut',
        search: '    close() {\n      fed.drop();',
        replacement: '    close() {\n      fed.complete();',
      },
      { name: 'does not hear that it was disposed of', search: '      drop();\n', replacement: '      void drop;\n' },
    ],
  },
  {
    file: 'src/adapters/translateAgUi.ts',
    tests: ['test/adapters/agUi.test.ts'],
    mutants: [
      {
        name: 'forgets the error after a call of a tool',
        search: "stage === 'asking' && error === undefined",
        replacement: "stage === 'asking'",
      },
      {
        name: 'takes an abort as an error',
        search: 'stops.includes(code) ? undefined : errorClass({ code, message })',
        replacement: 'errorClass({ code, message })',
      },
      {
        name: "takes text before a tool's result as the answer",
        search: `case 'TOOL_CALL_RESULT':\n            empty = true;`,
        replacement: `case 'TOOL_CALL_RESULT':`,
      },
      { name: 'takes an interrupted run as an empty one', search: 'empty && !isPause', replacement: 'empty' },
      {
        name: 'does not take a run that another follows as cut',
        search: `const cut = stage === 'unstarted' ? [] : end();`,
        replacement: 'const cut: AgentEvent[] = [];',
      },
      { name: "takes a subagent's text as the answer", search: 'switch (own && type)', replacement: 'switch (type)' },
      {
        name: 'takes the text of a user as the answer',
        search: ' && !notItsOwn.has(messageId)',
        replacement: '',
        tests: ['test/adapters/reported.test.ts'],
      },
      {
        name: 'ends a turn with its first model call',
        search: 'toolReasons.includes(reason) || calls.size',
        replacement: 'false',
        tests: ['test/adapters/reported.test.ts'],
      },
    ],
  },
  {
    file: 'src/adapters/agUiSubscriber.ts',
    tests: ['test/adapters/agUi.test.ts'],
    mutants: [
      {
        name: 'takes one that is subscribed twice for two',
        search: 'if (run.last === event) return;',
        replacement: '',
      },
      {
        name: 'mixes runs with one id',
        search: 'runs.set(input, run);',
        replacement: 'runs.set(runOf, run);',
      },
      {
        name: 'begins a run that is over once more',
        search: 'runOf(input, true).fed?.complete();',
        replacement: 'runOf(input, true).fed?.complete();\n      runs.delete(input);',
      },
      {
        name: 'counts what connectAgent replays',
        search: 'isReplay ? undefined : feed(tap)',
        replacement: 'feed(tap)',
      },
    ],
  },
  {
    file: 'src/adapters/aiSdk.ts',
    tests: ['test/adapters/aiSdk.test.ts'],
    mutants: [
      {
        name: 'counts the total beside its steps',
        search: 'const usage = hasUsage ? [] : usageOf',
        replacement: 'const usage = usageOf',
      },
      {
        name: 'takes text of an earlier step as the answer',
        search: `case 'reset-step':\n            empty = true;`,
        replacement: `case 'reset-step':`,
      },
      {
        name: 'takes a deadline as a cancellation',
        search: `classifyProviderError(part.reason) === 'timeout' ? 'timeout' : failure?.class`,
        replacement: 'failure?.class',
      },
      { name: "takes a compaction's text as an answer", search: ' && !compacting) empty', replacement: ') empty' },
      {
        name: 'counts a failed call as often as it is reported',
        search: 'return failedOnce(failed, part.toolCallId, bucket);',
        replacement: 'return failedOnce(new Set(), part.toolCallId, bucket);',
        tests: ['test/adapters/aiSdk.test.ts', 'test/adapters/uiMessageStream.test.ts'],
      },
      {
        name: 'takes a pause for approval as a cut',
        search: `asking = type === 'tool-approval-request';`,
        replacement: '',
        tests: ['test/adapters/reported.test.ts'],
      },
      {
        name: 'takes the first of two runs as cut',
        search: 'if (others) others--;',
        replacement: '',
        tests: ['test/adapters/reported.test.ts'],
      },
      {
        name: 'takes a filter as an empty answer',
        search: 'if (isFiltered(finishReason)) empty = false;',
        replacement: '',
        tests: ['test/adapters/reported.test.ts'],
      },
    ],
  },
  {
    file: 'src/adapters/aiSdkUsage.ts',
    tests: ['test/adapters/aiSdk.test.ts'],
    mutants: [
      {
        name: "does not add version 5's cached tokens to the input",
        search: 'Number(inputTokens) + beside',
        replacement: 'Number(inputTokens)',
      },
    ],
  },
  {
    file: 'src/adapters/wire.ts',
    tests: ['test/adapters/wire.test.ts'],
    mutants: [
      {
        name: 'forgets a turn that another follows',
        search: 'const ended = end();',
        replacement: 'const ended: AgentEvent[] = [];',
      },
      {
        name: 'counts a turn within a turn twice',
        search: 'if (open || !cut) return done(event.err, event.outcome);',
        replacement: 'return done(event.err, event.outcome);',
      },
      { name: 'counts partial and refreshed results', search: ' || tool.partial || tool.refreshed', replacement: '' },
      {
        name: 'counts model calls that are not for the answer',
        search: 'if (!ownSources.includes(usage.source)) return [];',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/tapStream.ts',
    tests: ['test/adapters/tapStream.test.ts'],
    mutants: [
      {
        name: 'takes a generator for several streams',
        search: "'next' in items ? tapped() : undefined",
        replacement: 'undefined',
      },
      {
        name: 'takes a stream that its app aborted for a cut one',
        search: 'untilAborted(feed(tap), () => signal)',
        replacement: 'feed(tap)',
        tests: ['test/adapters/opencode.test.ts'],
      },
      { name: 'reads one item ahead', search: '{ highWaterMark: 0 }', replacement: '{ highWaterMark: 1 }' },
      { name: 'keeps a cancellation from the source', search: 'return reader.cancel(reason);', replacement: 'return;' },
    ],
  },
  {
    file: 'src/adapters/tapChatTransport.ts',
    tests: ['test/adapters/uiMessageStream.test.ts'],
    mutants: [{ name: 'does not count a refused request', search: 'feed(tap).error(error);', replacement: '' }],
  },
  {
    file: 'src/adapters/withMethods.ts',
    tests: ['test/adapters/withMethods.test.ts'],
    mutants: [
      { name: 'hides the members of a fixed object', search: '...(isFixed && ownMembersOf(target)),', replacement: '' },
      {
        name: 'overlooks fixed members that a symbol names',
        search: 'Reflect.ownKeys(target).some',
        replacement: 'Object.getOwnPropertyNames(target).some',
      },
      { name: 'calls methods on the proxy', search: 'self === proxy ? target : self', replacement: 'self' },
      {
        name: 'binds what is called on something else',
        search: 'self === proxy ? target : self',
        replacement: 'target',
      },
      { name: 'returns another function at each access', search: 'onTarget.set(value, known);', replacement: '' },
      {
        name: "reads Object's members of the replacements",
        search: 'Object.hasOwn(methods, key)',
        replacement: 'key in methods',
      },
      { name: 'cannot replace members of a frozen object', search: 'hasFixedMember(target)', replacement: 'false' },
      { name: 'gives an object another constructor', search: ` || key === 'constructor'`, replacement: '' },
      { name: 'keeps what is set from the object', search: 'Reflect.set(target, key, value)', replacement: 'true' },
    ],
  },
  {
    file: 'src/reducers/classify.ts',
    tests: ['test/reducers/classify.test.ts', 'test/reducers/classify.property.test.ts'],
    mutants: [
      { name: 'passes on a finish reason as it is', search: `?? 'other';`, replacement: '?? reason;' },
      { name: 'takes the cache limits as exclusive', search: 'if (percent < 50)', replacement: 'if (percent <= 50)' },
      { name: 'counts a failed turn without its turn', search: ", 'turns/total']]),", replacement: ']]),' },
      {
        name: 'throws for what cannot be read',
        search: 'return undefined;\n  }\n}\n\n/** As `classify`, but undefined for most',
        replacement: 'throw new Error();\n  }\n}\n\n/** As `classify`, but undefined for most',
      },
    ],
  },
  {
    file: 'src/reducers/classifyError.ts',
    tests: [
      'test/corpus/corpus.test.ts',
      'test/reducers/classifyErrors.test.ts',
      'test/reducers/classifyError.property.test.ts',
    ],
    mutants: [
      {
        name: "counts a person's stop as an error",
        search: `return found === 'stop' ? undefined : found;`,
        replacement: `return found === 'stop' ? 'other' : found;`,
      },
      {
        name: 'believes words before a status',
        search: `return status && found?.startsWith('http') ? undefined : found;`,
        replacement: 'return found;',
      },
      {
        name: 'does not look for a deadline that looks like a stop',
        search: `? 'timeout' : 'stop'`,
        replacement: `? 'stop' : 'stop'`,
      },
    ],
  },
  {
    file: 'src/adapters/AdapterOptions.ts',
    tests: ['test/adapters/foreignValues.test.ts'],
    mutants: [
      {
        name: 'loses what an adapter counts where the app throws',
        search: 'unlessItThrows(() => options?.toolError?.(failure))',
        replacement: 'options?.toolError?.(failure)',
      },
    ],
  },
  {
    file: 'src/adapters/foreign.ts',
    tests: ['test/adapters/foreignValues.test.ts'],
    mutants: [
      {
        name: 'reads a message that throws',
        search: 'unlessItThrows((): unknown => Object(error).message)',
        replacement: 'Object(error).message',
      },
      {
        name: 'takes anything for a text',
        search: "(text) => typeof text === 'string'",
        replacement: '(text) => text !== undefined',
      },
      {
        name: 'takes what is null for an object',
        search: 'Object(item) === item',
        replacement: 'item !== undefined',
      },
      {
        name: 'adds what is no number',
        search: "(typeof count === 'number' ? count : Number.NaN)",
        replacement: 'Number(count)',
      },
    ],
  },
  {
    file: 'src/adapters/firstReader.ts',
    tests: ['test/adapters/mastra.test.ts'],
    mutants: [
      {
        name: 'counts each reader of a stream',
        search: 'return first === reader ? fed : undefined;',
        replacement: 'return fed;',
      },
      {
        name: 'lets one that never read end what counts',
        search: 'if (first === reader) fed.drop();',
        replacement: 'fed.drop();',
      },
    ],
  },
  {
    file: 'src/adapters/eventResponse.ts',
    tests: ['test/adapters/foreignValues.test.ts'],
    mutants: [
      {
        name: 'breaks the stream of an app for an event without a type',
        search: "typeof type === 'string' ? type : 'message'",
        replacement: 'String(type)',
      },
    ],
  },
  {
    file: 'src/adapters/claudeAgentFailure.ts',
    tests: ['test/adapters/foreignValues.test.ts'],
    mutants: [
      {
        name: 'loses a turn for an error that cannot be read',
        search: 'unlessItThrows((): unknown => Object(error).errorClass)',
        replacement: 'Object(error).errorClass',
      },
    ],
  },
];
