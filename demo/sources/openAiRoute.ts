import type { Context } from 'hono';
import { serveAnswer } from './modelRoute.js';
import { openAiTurns } from './openAiTurns.js';

interface Body {
  readonly input?: readonly { readonly type?: string }[];
  readonly metadata?: { readonly turn?: string; readonly fast?: string };
}

/** `POST /openai/responses`: the Responses API, with scripted answers. */
export async function openAiRoute(c: Context): Promise<Response> {
  const { input = [], metadata = {} }: Body = await c.req.json().catch(() => ({}));
  const step = input.filter(({ type }) => type === 'function_call_output').length;
  const { turn = '', fast } = metadata;
  return serveAnswer(c, openAiTurns, { turn, fast: fast === 'true' }, step);
}
