import { type Fields, isObject } from './parseObject.js';

const kinds: ReadonlySet<unknown> = new Set([
  'turn_started',
  'usage',
  'tool_dispatch',
  'tool_progress',
  'tool_result',
  'notice',
  'compaction_started',
  'compaction_done',
  'turn_done',
  'reasoning',
  'text',
  'message',
  'phase',
  'approval_request',
  'ask_request',
  'retrying',
  'steer',
]);

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Whether an item has a kind of `AgentEvent`. */
export const isAgentEvent = ({ kind }: Fields): boolean => kinds.has(kind);

/** Whether an item is an agent event with what only events over a wire have: another case, or a source of its usage. */
export function isFromWire({ kind, usage, tool }: Fields): boolean {
  if (typeof kind !== 'string' || !kinds.has(snake(kind))) return false;
  const usageFields = isObject(usage) ? Object.keys(usage) : [];
  const isPartial = isObject(tool) && ('partial' in tool || 'refreshed' in tool);
  return snake(kind) !== kind || isPartial || usageFields.some((field) => field === 'source' || field.includes('_'));
}
