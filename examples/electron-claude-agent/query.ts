import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClaudeAgentMessage } from 'turntally/adapters/claude-agent';

/** A message as it is forwarded. What is shown of it is the app's; counting reads no text of an answer. */
export type Message = ClaudeAgentMessage & { readonly [field: string]: unknown };

export interface Request {
  readonly prompt: string;
  readonly options?: { readonly abortController?: AbortController };
}

/** The sessions that are replayed. main.ts is bundled into a folder of its own, one deeper than this one. */
const isBundled = import.meta.url.includes('/out/');
const recording = new URL(isBundled ? '../../claude-agent.jsonl' : '../claude-agent.jsonl', import.meta.url);

/**
 * Replaces `query` of @anthropic-ai/claude-agent-sdk, which your app imports instead: the recorded session whose scenario the
 * prompt names, or an answer.
 */
export async function* query({ prompt, options }: Request): AsyncGenerator<Message, void> {
  const signal = options?.abortController?.signal;
  const { messages, error } = await recorded(prompt);
  for (const message of messages) {
    await wait(20);
    if (signal?.aborted) {
      throw Object.assign(new Error('Claude Code process aborted by user'), { errorClass: 'aborted' });
    }
    yield message;
  }
  if (error) throw Object.assign(new Error(error.message), error);
}

async function recorded(scenario: string): Promise<{ readonly messages: Message[]; readonly error?: Error }> {
  const lines = (await readFile(recording, 'utf8')).trimEnd().split('\n');
  let messages: Message[] = [];
  let first: Message[] = [];
  for (const line of lines) {
    const item: Message & { readonly end?: { readonly scenario: string; readonly error?: Error } } = JSON.parse(line);
    if (item.end?.scenario === scenario) return { messages, ...item.end };
    if (!item.end) messages.push(item);
    else {
      if (first.length === 0) first = messages;
      messages = [];
    }
  }
  return { messages: first };
}
