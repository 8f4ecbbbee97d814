import type { BaseEvent, RunAgentInput } from '@ag-ui/client';
import { EventEncoder } from '@ag-ui/encoder';
import { type Handler, serve } from './servers.js';

/** Events for a request, without the fields that all of them need. */
export type Run = (input: RunAgentInput) => readonly { readonly type: string; readonly [field: string]: unknown }[];

const encoder = new EventEncoder();

/** An agent's server that answers with these events, encoded by their encoder; then it ends, is reset or stalls. */
export function agentServer(run: Run, then: 'end' | 'reset' | 'stall' = 'end') {
  const answer: Handler = (_, response) => {
    const input = JSON.parse(server?.asked.at(-1) ?? '{}');
    response.writeHead(200, { 'content-type': encoder.getContentType() }).flushHeaders();
    const text = run(input)
      .map((event) => encoder.encode(event as unknown as BaseEvent))
      .join('');
    if (then === 'end') response.end(text);
    else response.write(text, () => then === 'reset' && response.destroy());
  };
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  return serve(answer).then((started) => {
    server = started;
    return started;
  });
}

export const started: Run = ({ threadId, runId }) => [{ type: 'RUN_STARTED', threadId, runId }];

export const finished =
  (more: object = {}): Run =>
  ({ threadId, runId }) => [{ type: 'RUN_FINISHED', threadId, runId, ...more }];

export const says =
  (delta: string, more: { end?: object; subagentRunId?: string } = {}): Run =>
  () => {
    const { end, ...attributed } = more;
    const messageId = `m-${delta.length}`;
    return [
      { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', ...attributed },
      ...(delta ? [{ type: 'TEXT_MESSAGE_CONTENT', messageId, delta, ...attributed }] : []),
      { type: 'TEXT_MESSAGE_END', messageId, ...attributed, ...end },
    ];
  };

export const calls =
  (toolCallId: string, content?: string): Run =>
  () => [
    { type: 'TOOL_CALL_START', toolCallId, toolCallName: 'look' },
    { type: 'TOOL_CALL_ARGS', toolCallId, delta: '{"path":"a"}' },
    { type: 'TOOL_CALL_END', toolCallId },
    ...(content === undefined ? [] : [{ type: 'TOOL_CALL_RESULT', messageId: `r-${toolCallId}`, toolCallId, content }]),
  ];

export const failed =
  (code: string | undefined, more: object = {}): Run =>
  () => [{ type: 'RUN_ERROR', message: 'the agent failed', ...(code !== undefined && { code }), ...more }];

export const inOrder =
  (...runs: readonly Run[]): Run =>
  (input) =>
    runs.flatMap((run) => run(input));
