import type { MutantGroup } from './Mutant.js';

export const adapters: readonly MutantGroup[] = [
  {
    file: 'src/adapters/acp.ts',
    tests: ['test/adapters/acp.test.ts'],
    mutants: [
      { name: 'takes the requests of both sides for one', search: '!sent === !method', replacement: 'true' },
      {
        name: 'closes a session with the first of two prompts',
        search: 'if (!--session.open) sessions',
        replacement: 'session.open = 0;\n    sessions',
      },
      {
        name: 'leaves the text before a cancellation to the next turn',
        search: 'session.empty ||= !error;',
        replacement: '',
      },
      {
        name: 'passes on "cancelled" as a finish reason',
        search: `stopReason !== 'cancelled' && stopReason`,
        replacement: 'stopReason',
      },
      { name: 'counts updates outside a turn', search: 'if (!session.open) return [];', replacement: '' },
      {
        name: 'takes cached tokens as part of the input in any case',
        search: 'Math.max(inputTokens, totalTokens - outputTokens - (thoughtTokens ?? 0))',
        replacement: 'inputTokens',
      },
    ],
  },
  {
    file: 'src/adapters/agUi.ts',
    tests: ['test/adapters/agUi.test.ts'],
    mutants: [
      { name: 'takes an abort as an error', search: `event.code === 'abort' ? '' : `, replacement: '' },
      { name: "takes text before a tool's result as the answer", search: 'if (own) empty = true;', replacement: '' },
      {
        name: 'takes an interrupted run as an empty one',
        search: ' && !/upt|cancel/.test(event.outcome?.type as string)',
        replacement: '',
      },
      {
        name: 'does not take a run that another follows as cut',
        search: 'const cut = stage > 1 ? end() : [];',
        replacement: 'const cut: AgentEvent[] = [];',
      },
      {
        name: "counts a subagent's finish reason",
        search: 'own && event.metadata?.finishReason',
        replacement: 'event.metadata?.finishReason',
      },
    ],
  },
  {
    file: 'src/adapters/agUiSubscriber.ts',
    tests: ['test/adapters/agUi.test.ts'],
    mutants: [
      { name: 'counts what connectAgent replays', search: 'isReplay ? null : feed(tap)', replacement: 'feed(tap)' },
    ],
  },
  {
    file: 'src/adapters/aiSdk.ts',
    tests: ['test/adapters/aiSdk.test.ts'],
    mutants: [
      {
        name: 'counts the total beside its steps',
        search: 'callUsage(!told && part.finishReason)',
        replacement: 'callUsage(part.finishReason)',
      },
      {
        name: 'takes text of an earlier step as the answer',
        search: `case 'start-step':\n            empty = true;`,
        replacement: `case 'start-step':`,
      },
      {
        name: 'takes a deadline as a cancellation',
        search: `? 'timeout' : failure`,
        replacement: '? failure : failure',
      },
      { name: "takes a compaction's text as an answer", search: ' && !compacting) empty', replacement: ') empty' },
      {
        name: 'counts a failed call as often as it is reported',
        search: '? failedOnce(failed, part.toolCallId,',
        replacement: '? failedOnce(new Set(), part.toolCallId,',
      },
    ],
  },
  {
    file: 'src/adapters/aiSdkUsage.ts',
    tests: ['test/adapters/aiSdk.test.ts'],
    mutants: [
      {
        name: "does not add version 5's cached tokens to the input",
        search: 'Number(input) + beside',
        replacement: 'Number(input)',
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
        search: 'if (open || !cut) return done(event.err);',
        replacement: 'return done(event.err);',
      },
      { name: 'counts partial and refreshed results', search: ' || tool.partial || tool.refreshed', replacement: '' },
      {
        name: 'counts model calls that are not for the answer',
        search: 'if (usage.source && !/^(executor|planner)$/.test(usage.source as string)) return [];',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/adapters/tapStream.ts',
    tests: ['test/adapters/tapStream.test.ts'],
    mutants: [
      { name: 'reads one item ahead', search: '{ highWaterMark: 0 }', replacement: '{ highWaterMark: 1 }' },
      { name: 'keeps a cancellation from the source', search: 'return reader.cancel(reason);', replacement: 'return;' },
    ],
  },
  {
    file: 'src/adapters/tapChatTransport.ts',
    tests: ['test/adapters/uiMessageStream.test.ts'],
    mutants: [{ name: 'does not count a refused request', search: 'feed(tap).error(error);', replacement: '' }],
  },
];
