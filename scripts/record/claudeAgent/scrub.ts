import type { Message } from './query.js';

/** What a recording keeps of each message: what an adapter could read, and what shows a person which message it is. */
const kept: Readonly<Record<string, readonly string[]>> = {
  system: [
    'subtype',
    'session_id',
    'uuid',
    'status',
    'compact_result',
    'compact_metadata',
    'tool_use_id',
    'decision_reason_type',
    'error',
    'error_status',
    'permissionMode',
    'agent_id',
  ],
  assistant: [
    'message',
    'parent_tool_use_id',
    'error',
    'api_error',
    'api_error_status',
    'api_error_type',
    'is_api_error_message',
    'aborted',
    'agent_id',
    'subagent_type',
    'session_id',
    'uuid',
  ],
  user: [
    'message',
    'parent_tool_use_id',
    'isReplay',
    'isSynthetic',
    'tool_result_meta',
    'agent_id',
    'session_id',
    'uuid',
  ],
  stream_event: ['event', 'parent_tool_use_id', 'session_id', 'uuid'],
  result: [
    'subtype',
    'is_error',
    'num_turns',
    'result',
    'structured_output',
    'stop_reason',
    'terminal_reason',
    'permission_denials',
    'api_error',
    'api_error_status',
    'api_error_type',
    'local_command',
    'usage',
    'errors',
    'session_id',
    'uuid',
  ],
};

const keptUsage = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'output_tokens'];

/** The texts that are the recorder's own stay; those of the program become short stand-ins. */
const standIns: readonly (readonly [text: RegExp, standIn: string])[] = [
  [/^This session is being continued[\s\S]*/, 'A summary of the session.'],
  [/^Output token limit hit[\s\S]*/, 'Go on.'],
  [/^Your response above was stopped[\s\S]*/, 'Go on without it.'],
  [/^\[Your previous response had no visible[\s\S]*/, 'Answer.'],
  [/^The user doesn't want to proceed[\s\S]*/, 'The tool use was rejected.'],
  [/^Permission to use (\w+) has been denied[\s\S]*/, 'Permission to use $1 has been denied.'],
  [/^## Context Usage[\s\S]*/, 'Context usage.'],
  [/^(?:<local-command-stdout>)[\s\S]*/, 'The output of a command.'],
  [/[\s\S]*Subagent hand-back[\s\S]*/, 'The report of the subagent.'],
  [/^(API Error: .{0,40}?can't help with this)[\s\S]*/, '$1.'],
  [/ This is a server-side issue[\s\S]*/, ''],
  [/ To configure this behavior[\s\S]*/, ''],
  [/^<persisted-output>[\s\S]*/, 'A long output.'],
  [/\(claude-[\w-]+\)/, '(a model)'],
  [/127\.0\.0\.1:\d+/g, 'provider.example'],
];

/** Replaces ids by numbers in the order in which they come, so that two recordings can be compared. */
export function scrubber() {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `id-${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  const scrubbed = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => scrubbed(item));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([name]) => key !== 'usage' || keptUsage.includes(name));
      return Object.fromEntries(entries.map(([name, field]) => [name, scrubbed(field, name)]));
    }
    if (typeof value !== 'string') return value;
    const isId = /^(?:uuid|session_id|agent_id|\w+_uuid|uuids)$/.test(key) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);
    if (isId) return idOf(value);
    return standIns.reduce((text, [found, standIn]) => text.replace(found, standIn), value);
  };
  return (message: Message): unknown => {
    const fields = kept[message.type] ?? ['subtype'];
    const own = Object.entries(message).filter(([name]) => fields.includes(name));
    return scrubbed({ type: message.type, ...Object.fromEntries(own) });
  };
}

/** What is kept of an error that the query threw. */
export function scrubbedError(error: unknown): object {
  const { name, message, errorClass, code } = Object(error);
  const text = standIns.reduce((text, [found, standIn]) => text.replace(found, standIn), `${message}`);
  return { name, message: text.replaceAll(/\/\S+/g, '/path'), errorClass, code };
}
