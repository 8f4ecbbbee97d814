import { type ClientName, clients } from './realClients.js';
import { type Handler, refusal, serve, silence } from './servers.js';

/** An answer in a provider's protocol: its first part, and an error that is reported in place of an answer. */
interface Protocol {
  readonly part: string;
  readonly error?: string;
}

const event = (item: object, name?: string): string =>
  `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(item)}\n\n`;

const chatCompletions = {
  part: event({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Hi.' } }] }),
  error: event({
    error: { message: 'Rate limit reached for the model.', type: 'tokens', code: 'rate_limit_exceeded' },
  }),
};
const messages = {
  part: event({ type: 'message_start', message: { role: 'assistant', content: [], usage: {} } }, 'message_start'),
  error: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'error'),
};
const plain = { part: 'Hi.' };

const protocols: { readonly [name in ClientName]: Protocol } = {
  openai: chatCompletions,
  'openai, by its stream helper': chatCompletions,
  anthropic: messages,
  'anthropic, by its stream helper': messages,
  genai: {
    part: event({ candidates: [{ content: { role: 'model', parts: [{ text: 'Hi.' }] } }] }),
    error: JSON.stringify({ error: { code: 503, message: 'The model is busy.', status: 'UNAVAILABLE' } }),
  },
  ollama: {
    part: `${JSON.stringify({ message: { content: 'Hi.' }, done: false })}\n`,
    error: `${JSON.stringify({ error: 'an error was encountered while running the model: unexpected EOF' })}\n`,
  },
  axios: plain,
  'axios, without a stream': plain,
  fetch: plain,
};

interface Failure {
  readonly answer: (protocol: Protocol) => Handler;
  /** When a person stops the turn: as the server is asked, or at the first part of the answer. */
  readonly stopped?: 'before' | 'during';
  /** The client's deadline, in milliseconds. Without it, the client waits for as long as the test. */
  readonly timeout?: number;
  /** No server listens. */
  readonly gone?: true;
}

const refused = (status: number, type: string): Failure => ({
  answer: () => refusal(status, { type: 'error', error: { type, message: 'It did not work.' } }),
});

const streaming = (text: string, then: 'end' | 'reset' | 'stall'): Handler => {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(text, () => {
      if (then === 'end') response.end();
      if (then === 'reset') response.socket?.resetAndDestroy();
    });
  };
};

export const failures = {
  'status 429': refused(429, 'rate_limit_error'),
  'status 400': refused(400, 'invalid_request_error'),
  'status 401': refused(401, 'authentication_error'),
  'status 503': refused(503, 'server_error'),
  'status 529': refused(529, 'overloaded_error'),
  'an error in the stream': { answer: ({ error = '' }) => streaming(error, 'end') },
  'a reset before the answer': { answer: () => (_, response) => void response.socket?.resetAndDestroy() },
  'a reset in the stream': { answer: ({ part }) => streaming(part, 'reset') },
  'an end between parts': { answer: ({ part }) => streaming(part, 'end') },
  'an end within a part': { answer: ({ part }) => streaming(part + part.slice(0, -3), 'end') },
  'no answer': { answer: () => silence, timeout: 50 },
  'a stall in the stream': { answer: ({ part }) => streaming(part, 'stall'), timeout: 50 },
  'no server': { answer: () => silence, gone: true },
  'a stop before the answer': { answer: () => silence, stopped: 'before' },
  'a stop in the stream': { answer: ({ part }) => streaming(part, 'stall'), stopped: 'during' },
} satisfies { readonly [name: string]: Failure };

export type FailureName = keyof typeof failures;

/** What a client throws at a failure; undefined if it throws nothing. */
export async function errorOf(client: ClientName, failure: FailureName): Promise<unknown> {
  const { answer, stopped, timeout = 60_000, gone }: Failure = failures[failure];
  const person = new AbortController();
  const handle = answer(protocols[client]);
  const server = await serve((request, response) => {
    if (stopped === 'before') person.abort();
    return handle(request, response);
  });
  if (gone) await server.close();
  try {
    await clients[client]({
      url: server.url,
      signal: person.signal,
      timeout,
      onPart() {
        if (stopped === 'during') person.abort();
      },
    });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    if (!gone) await server.close();
  }
}
