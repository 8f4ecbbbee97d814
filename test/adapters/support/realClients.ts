import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import axios from 'axios';
import { Ollama } from 'ollama';
import OpenAI from 'openai6';

/** How a turn is run: against which server, with which deadline of the client, and how it is stopped. */
export interface Run {
  readonly url: string;
  readonly signal: AbortSignal;
  /** The client's own deadline, in milliseconds. */
  readonly timeout: number;
  /** Called after each part of the answer. */
  onPart(): void;
}

/** A program that asks a model: its stream is read to the end. */
export type Client = (run: Run) => Promise<void>;

const question = [{ role: 'user' as const, content: 'Hi.' }];

async function readAll(stream: AsyncIterable<unknown>, { onPart }: Run): Promise<void> {
  for await (const _ of stream) onPart();
}

const openai = ({ url, timeout }: Run): OpenAI => new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0, timeout });
const anthropic = ({ url, timeout }: Run): Anthropic =>
  new Anthropic({ apiKey: 'key', baseURL: url, maxRetries: 0, timeout });

/** The clients, each as its own documentation uses it. */
export const clients = {
  async openai(run) {
    const request = { model: 'model', messages: question, stream: true } as const;
    await readAll(await openai(run).chat.completions.create(request, { signal: run.signal }), run);
  },

  async 'openai, by its stream helper'(run) {
    const request = { model: 'model', messages: question };
    const stream = openai(run).chat.completions.stream(request, { signal: run.signal });
    stream.on('chunk', run.onPart);
    await stream.finalChatCompletion();
  },

  async anthropic(run) {
    const request = { model: 'model', max_tokens: 9, messages: question, stream: true } as const;
    await readAll(await anthropic(run).messages.create(request, { signal: run.signal }), run);
  },

  async 'anthropic, by its stream helper'(run) {
    const request = { model: 'model', max_tokens: 9, messages: question };
    const stream = anthropic(run).messages.stream(request, { signal: run.signal });
    stream.on('streamEvent', run.onPart);
    await stream.finalMessage();
  },

  async genai(run) {
    const { url: baseUrl, timeout, signal: abortSignal } = run;
    const ai = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl, timeout } });
    const request = { model: 'model', contents: 'Hi.', config: { abortSignal } };
    await readAll(await ai.models.generateContentStream(request), run);
  },

  async ollama(run) {
    // It has neither a deadline nor a signal of its own: an app gives it a `fetch` that has them.
    const signals = [run.signal, AbortSignal.timeout(run.timeout)];
    const ollama = new Ollama({
      host: run.url,
      fetch: (input, init) =>
        fetch(input, { ...init, signal: AbortSignal.any([...signals, ...(init?.signal ? [init.signal] : [])]) }),
    });
    await readAll(await ollama.chat({ model: 'model', messages: question, stream: true }), run);
  },

  async axios(run) {
    const { url, signal, timeout } = run;
    const { data } = await axios.post(url, {}, { signal, timeout, responseType: 'stream' });
    await readAll(data, run);
  },

  async 'axios, without a stream'({ url, signal, timeout }) {
    await axios.post(url, {}, { signal, timeout });
  },

  async fetch(run) {
    const signal = AbortSignal.any([run.signal, AbortSignal.timeout(run.timeout)]);
    const response = await fetch(run.url, { method: 'POST', signal });
    if (!response.ok) throw Object.assign(new Error('The model did not answer.'), { status: response.status });
    if (response.body) await readAll(response.body, run);
  },
} satisfies { readonly [name: string]: Client };

export type ClientName = keyof typeof clients;
