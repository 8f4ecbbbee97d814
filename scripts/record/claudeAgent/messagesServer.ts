import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answers one model call. */
export type Answer = (response: ServerResponse) => void;

export interface MessagesServer {
  readonly url: string;
  /** How many model calls were answered. */
  readonly calls: () => number;
  readonly close: () => void;
}

/** The usage of every scripted call: 3,900 of 4,000 input tokens were cached, which this API reports beside the rest. */
const usage = { input_tokens: 60, cache_read_input_tokens: 3900, cache_creation_input_tokens: 40, output_tokens: 1 };

/**
 * A server on the loopback that speaks as much of the Messages API as the real program needs. The calls of the agent get
 * `answers` in order, and the last of them again; `answerOf` may answer a call by its body instead.
 */
export async function serveMessages(
  answers: readonly Answer[],
  answerOf: (body: string) => Answer | undefined = () => undefined,
): Promise<MessagesServer> {
  let calls = 0;
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    if (request.method !== 'POST' || !request.url?.startsWith('/v1/messages')) return response.writeHead(404).end();
    if (request.url.includes('count_tokens')) return json(response, 200, { input_tokens: 4000 });
    const answer = answerOf(body) ?? answers[Math.min(calls, answers.length - 1)];
    calls++;
    return answer?.(response);
  });
  // A connection that is closed while it is idle would be an error of its own in a recording.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const event = (data: { readonly type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

/** A part of an answer. */
export type Block = (index: number) => readonly { readonly type: string }[];

export const says =
  (said: string): Block =>
  (index) => [
    { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index, delta: { type: 'text_delta', text: said } },
    { type: 'content_block_stop', index },
  ];

export const calls =
  (id: string, name: string, input: object): Block =>
  (index) => [
    { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } },
    { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) } },
    { type: 'content_block_stop', index },
  ];

let messages = 0;
const begun = (blocks: readonly Block[]) => [
  {
    type: 'message_start',
    message: {
      id: `msg_${++messages}`,
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  },
  ...blocks.flatMap((block, index) => block(index)),
];

const stream = (response: ServerResponse, events: readonly { readonly type: string }[]): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(events.map(event).join(''));
};

/** An answer that is complete. */
export const answers =
  (stop_reason: string, ...blocks: readonly Block[]): Answer =>
  (response) => {
    const end = { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } };
    stream(response, [...begun(blocks), end, { type: 'message_stop' }]);
    response.end();
  };

/** An answer that stops in the middle: it hangs, ends, breaks off, or reports an error. */
export const stops =
  (how: 'hangs' | 'ends' | 'breaks' | 'fails', ...blocks: readonly Block[]): Answer =>
  (response) => {
    const [start = { type: 'ping' }, ...parts] = begun(blocks);
    const opened = parts.filter(({ type }) => type !== 'content_block_stop');
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    stream(response, [start, ...opened, ...(how === 'fails' ? [error] : [])]);
    if (how === 'ends' || how === 'fails') response.end();
    if (how === 'breaks') setTimeout(() => response.destroy(), 50);
  };

/** A refusal. */
export const refuses =
  (status: number, type: string): Answer =>
  (response) =>
    json(response, status, { type: 'error', error: { type, message: `A text of the API with ${status}` } });
