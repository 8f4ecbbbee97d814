import { type AGUIEvent, EventType, type RunAgentInput } from '@ag-ui/core';
import { type SourceTurn, words } from './sourceTurn.js';

type Part = (input: RunAgentInput) => AGUIEvent[];

export interface AgUiTurn extends SourceTurn {
  readonly events: Part;
}

const started: Part = ({ threadId, runId }) => [{ type: EventType.RUN_STARTED, threadId, runId }];

/** AG-UI has no field for the finish reason; its documentation suggests this one. */
const says = (text: string, finishReason?: string): Part => {
  return ({ runId }) => {
    const messageId = `${runId}-${text.length}`;
    return [
      { type: EventType.TEXT_MESSAGE_START, messageId, role: 'assistant' },
      ...words(text).map((delta): AGUIEvent => ({ type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta })),
      {
        type: EventType.TEXT_MESSAGE_END,
        messageId,
        ...(finishReason !== undefined && { metadata: { finishReason } }),
      },
    ];
  };
};

const calls = (toolCallName: string, args: object, content: string): Part => {
  return ({ runId }) => {
    const toolCallId = `${runId}-call`;
    return [
      { type: EventType.TOOL_CALL_START, toolCallId, toolCallName },
      { type: EventType.TOOL_CALL_ARGS, toolCallId, delta: JSON.stringify(args) },
      { type: EventType.TOOL_CALL_END, toolCallId },
      { type: EventType.TOOL_CALL_RESULT, messageId: `${runId}-result`, toolCallId, content, role: 'tool' },
    ];
  };
};

const finished = (more: object = {}): Part => {
  return ({ threadId, runId }) => [{ type: EventType.RUN_FINISHED, threadId, runId, ...more }];
};

const used = (cachedInputTokens: number, inputTokens: number) => ({
  usage: [{ provider: 'example', model: 'example', inputTokens, cachedInputTokens, outputTokens: 20 }],
});

const failed = (code: string, message: string): Part => {
  return () => [{ type: EventType.RUN_ERROR, code, message }];
};

const inOrder = (...parts: readonly Part[]): Part => {
  return (input) => [started, ...parts].flatMap((part) => part(input));
};

export const agUiTurns: readonly AgUiTurn[] = [
  {
    id: 'answer',
    title: 'An answer, with usage and a reason',
    prompt: 'Which orders are late?',
    counts: { 'finish_reason/stop': 1, 'cache_hit/95_99': 1, 'turns/total': 1 },
    events: inOrder(
      says('Two of them: 4711, by three days, and 4712, by one. All the others leave the house in time.', 'stop'),
      finished(used(3_900, 4_000)),
    ),
  },
  {
    id: 'tool',
    title: 'A tool, then the answer; `success` is not a finish reason',
    prompt: 'What keeps them?',
    counts: { 'cache_hit/80_95': 1, 'turns/total': 1 },
    events: inOrder(
      says('Let me look.'),
      calls('find_order', { id: 4711 }, 'waiting for parts'),
      says('Both wait for parts.'),
      finished({ ...used(8_500, 10_000), outcome: { type: 'success' } }),
    ),
  },
  {
    id: 'empty',
    title: 'An empty answer after a tool',
    prompt: 'Which parts?',
    counts: { 'empty_final/total': 1, 'turns/total': 1 },
    events: inOrder(says('Let me look.'), calls('find_parts', { order: 4711 }, 'none'), finished()),
  },
  {
    id: 'rate-limited',
    title: 'The run fails: too many requests',
    prompt: 'Once more, please.',
    counts: { 'provider_error/http_429': 1, 'turns/total': 1 },
    events: inOrder(failed('rate_limit_exceeded', 'Too many requests to the model.')),
  },
  {
    id: 'cut-off',
    title: 'The stream ends without a final event',
    prompt: 'And now?',
    counts: { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    events: inOrder(says('The parts are')),
  },
  {
    id: 'cancelled',
    title: 'The run is cancelled: not an error',
    prompt: 'Never mind.',
    counts: { 'turns/total': 1 },
    events: inOrder(says('As you'), finished({ outcome: { type: 'cancelled' } })),
  },
];
