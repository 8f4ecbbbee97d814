import type { Translator } from 'turntally';
import { acp } from 'turntally/adapters/acp';
import { agUi } from 'turntally/adapters/ag-ui';
import { aiSdk } from 'turntally/adapters/ai-sdk';
import { anthropic } from 'turntally/adapters/anthropic';
import { claudeAgent } from 'turntally/adapters/claude-agent';
import { googleGenAi } from 'turntally/adapters/google-genai';
import { langGraph } from 'turntally/adapters/langgraph';
import { mastra } from 'turntally/adapters/mastra';
import { openAi } from 'turntally/adapters/openai';
import { openAiAgents } from 'turntally/adapters/openai-agents';
import { opencode } from 'turntally/adapters/opencode';
import { pi } from 'turntally/adapters/pi';
import { wire } from 'turntally/adapters/wire';
import { isAgentEvent, isFromWire } from './eventShapes.js';
import { type Fields, isObject } from './parseObject.js';

/** A format of recorded sessions. */
export interface Format {
  /** The adapter for its items; `undefined` for the events that `tap()` takes without an adapter. */
  readonly translator: Translator<never> | undefined;
  /** What an item is called in messages. */
  readonly item: string;
  /** Every item has one of these fields, or one of the lists. */
  readonly fields: readonly string[];
  readonly lists?: readonly string[];
  /** Whether an item has what only items of this format have; some items of a format may not. */
  readonly shows: (item: Fields) => boolean;
}

const oneOf = (field: string, names: readonly string[]) => {
  const known: ReadonlySet<unknown> = new Set(names);
  return (item: Fields): boolean => known.has(item[field]);
};

const isPartOfAiSdk = oneOf('type', [
  'start-step',
  'finish-step',
  'text-start',
  'text-delta',
  'text-end',
  'tool-input-available',
]);
const isOpenAiObject = oneOf('object', ['response', 'chat.completion', 'chat.completion.chunk']);
const isAnthropicEvent = oneOf('type', ['message_delta', 'message_stop', 'content_block_start', 'message']);
const isPiEvent = oneOf('type', ['agent_start', 'agent_end', 'tool_execution_start', 'tool_execution_end']);
const isOpencodeEvent = oneOf('type', [
  'session.status',
  'session.idle',
  'session.next.step.started',
  'session.next.step.ended',
  'message.updated',
  'message.part.updated',
]);

/** The formats, by the names that `--from` takes. */
export const formats = {
  events: {
    translator: undefined,
    item: 'an agent event',
    fields: ['kind'],
    shows: (item) => isAgentEvent(item) && !isFromWire(item),
  },
  wire: { translator: wire, item: 'a wire event', fields: ['kind'], shows: isFromWire },
  'ai-sdk': {
    translator: aiSdk,
    item: 'an ai-sdk part',
    fields: ['type'],
    shows: (item) => isPartOfAiSdk(item) && !isObject(item.payload),
  },
  'ag-ui': {
    translator: agUi,
    item: 'an ag-ui event',
    fields: ['type'],
    shows: oneOf('type', ['RUN_STARTED', 'RUN_FINISHED', 'RUN_ERROR', 'TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT']),
  },
  acp: {
    translator: acp,
    item: 'an acp message',
    fields: ['sent', 'received'],
    shows: ({ sent, received }) => isObject(sent) || isObject(received),
  },
  'claude-agent': {
    translator: claudeAgent,
    item: 'a claude-agent message',
    fields: ['type'],
    shows: ({ type, subtype, message, event }) =>
      ((type === 'system' || type === 'result') && typeof subtype === 'string') ||
      ((type === 'assistant' || type === 'user') && isObject(message)) ||
      (type === 'stream_event' && isObject(event)),
  },
  openai: {
    translator: openAi,
    item: 'an openai event',
    fields: ['type', 'object'],
    shows: (item) =>
      isOpenAiObject(item) ||
      (typeof item.type === 'string' && item.type.startsWith('response.') && typeof item.sequence_number === 'number'),
  },
  'openai-agents': {
    translator: openAiAgents,
    item: 'an openai-agents event',
    fields: ['type'],
    shows: oneOf('type', ['raw_model_stream_event', 'run_item_stream_event', 'agent_updated_stream_event']),
  },
  anthropic: {
    translator: anthropic,
    item: 'an anthropic event',
    fields: ['type'],
    shows: (item) =>
      isAnthropicEvent(item) ||
      // pi has events of this name, too.
      (item.type === 'message_start' && isObject(item.message) && item.message.type === 'message'),
  },
  'google-genai': {
    translator: googleGenAi,
    item: 'a google-genai response',
    fields: ['promptFeedback', 'usageMetadata'],
    lists: ['candidates'],
    shows: ({ candidates, promptFeedback }) => Array.isArray(candidates) || isObject(promptFeedback),
  },
  pi: {
    translator: pi,
    item: 'a pi event',
    fields: ['type'],
    shows: (item) => isPiEvent(item) || (item.type === 'message_update' && isObject(item.assistantMessageEvent)),
  },
  langgraph: {
    translator: langGraph,
    item: 'a langgraph event',
    fields: ['type'],
    shows: ({ type, method, params }) => type === 'event' && typeof method === 'string' && isObject(params),
  },
  opencode: {
    translator: opencode,
    item: 'an opencode event',
    fields: ['type', 'payload'],
    shows: (item) => isOpencodeEvent(isObject(item.payload) ? item.payload : item),
  },
  mastra: {
    translator: mastra,
    item: 'a mastra chunk',
    fields: ['type'],
    shows: ({ type, from, payload }) => typeof type === 'string' && typeof from === 'string' && isObject(payload),
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name);
