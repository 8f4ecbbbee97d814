import { of } from 'rxjs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import type { AgentError, ErrorClass } from '../../src/index.js';
import { counting } from './support/counting.js';
import { errorOf, type FailureName, failures } from './support/failures.js';
import { type ClientName, clients } from './support/realClients.js';

/** `stop`: no failure. */
type Class = ErrorClass | 'stop';

const wanted: { readonly [name in FailureName]: Class } = {
  'status 429': 'http_429',
  'status 400': 'http_400',
  'status 401': 'http_401',
  'status 503': 'http_5xx',
  'status 529': 'http_5xx',
  'an error in the stream': 'http_5xx',
  'a reset before the answer': 'stream_interrupted',
  'a reset in the stream': 'stream_interrupted',
  'an end between parts': 'stream_interrupted',
  'an end within a part': 'stream_interrupted',
  'no answer': 'timeout',
  'a stall in the stream': 'timeout',
  'no server': 'other',
  'a stop before the answer': 'stop',
  'a stop in the stream': 'stop',
};

type Some = { readonly [name in FailureName]?: Class };

/** What differs from `wanted` with a client. */
interface Differences {
  /** Failures at which the client throws nothing, or waits for ever: there is no error to classify. */
  readonly silent?: readonly FailureName[];
  /** The class of an error that says less than what happened, or something else. */
  readonly error?: Some;
  /** The class of a message that says less than its error. */
  readonly text?: Some;
}

/** `Connection error.` and `fetch failed` say nothing; the cause does. */
const resetByCause: Some = { 'a reset before the answer': 'other' };

/** The statuses are in a field, and not in the message. */
const wordlessStatuses: Some = {
  'status 429': 'other',
  'status 400': 'other',
  'status 401': 'other',
  'status 503': 'other',
  'status 529': 'other',
};

/** The protocols of plain requests have no error and no end of their own. */
const noProtocol: readonly FailureName[] = ['an error in the stream', 'an end between parts', 'an end within a part'];

const differences: { readonly [name in ClientName]: Differences } = {
  openai: {
    // At an end and at a stop, its loop just ends; its deadline is for the headers only.
    silent: ['an end between parts', 'an end within a part', 'a stall in the stream', 'a stop in the stream'],
    error: { 'an error in the stream': 'http_429' },
    text: resetByCause,
  },
  'openai, by its stream helper': {
    silent: ['a stall in the stream'],
    error: { 'an error in the stream': 'http_429' },
    text: resetByCause,
  },
  anthropic: {
    silent: ['an end between parts', 'an end within a part', 'a stall in the stream', 'a stop in the stream'],
    text: resetByCause,
  },
  'anthropic, by its stream helper': { silent: ['a stall in the stream'], text: resetByCause },
  genai: {
    silent: ['an end between parts'],
    // Its deadline aborts the request with the very error of a person's stop: nothing sets them apart.
    error: { 'no answer': 'stop', 'a stall in the stream': 'stop' },
    text: resetByCause,
  },
  ollama: {
    error: { 'an error in the stream': 'stream_interrupted' }, // `unexpected EOF`, as the server says
    // It writes an error that is an object as `[object Object]`.
    text: { ...resetByCause, ...wordlessStatuses },
  },
  axios: {
    silent: noProtocol,
    // Its deadline cuts the connection, and the stream says just that.
    error: { 'a stall in the stream': 'stream_interrupted' },
    // `aborted`: only the code says that it was the server. Alone, it is what stops say.
    text: { 'a reset in the stream': 'stop', 'a stall in the stream': 'stop' },
  },
  'axios, without a stream': {
    silent: [...noProtocol, 'a stop in the stream'], // there are no parts to stop it at
    error: { 'a stall in the stream': 'stream_interrupted' },
  },
  fetch: { silent: noProtocol, text: { ...resetByCause, ...wordlessStatuses } },
};

async function classOf(count: (telemetry: ReturnType<typeof counting>['telemetry']) => void): Promise<string> {
  const { telemetry, counts } = counting();
  count(telemetry);
  const { 'turns/total': turns, ...errors } = await counts();
  expect(turns).toBe(1);
  return Object.keys(errors).join().replace('provider_error/', '') || 'stop';
}

const recorded = (err: AgentError | string): Promise<string> =>
  classOf((telemetry) => telemetry.record({ kind: 'turn_done', err }));

const adapted = (error: unknown): Promise<string> =>
  classOf((telemetry) =>
    of({ type: 'start' }, { type: 'error', error }, { type: 'finish' }).pipe(telemetry.tap(aiSdk)).subscribe(),
  );

// One of the clients reports what it could not read.
beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue());

describe.each(Object.keys(clients) as ClientName[])('%s', (client) => {
  const { silent = [], error: byError = {}, text: byText = {} } = differences[client];
  const heard = (Object.keys(failures) as FailureName[]).filter((name) => !silent.includes(name));

  test.each(heard)('%s', { timeout: 10_000 }, async (failure) => {
    const error = await errorOf(client, failure);
    expect(error).toBeInstanceOf(Error);
    const { message } = error as Error;
    const want = byError[failure] ?? wanted[failure];
    expect(await recorded(error as Error)).toBe(want);
    expect(await adapted(error)).toBe(want);
    expect(await recorded(message)).toBe(byText[failure] ?? want);
    expect(await adapted(message)).toBe(byText[failure] ?? want);
    if (!byText[failure]) expect(await recorded(`${error}`)).toBe(want);
  });
});
