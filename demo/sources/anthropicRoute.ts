import type { Context } from 'hono';
import { anthropicTurns } from './anthropicTurns.js';
import { serveAnswer } from './modelRoute.js';

interface Body {
  readonly messages?: readonly unknown[];
  /** The page's request for a turn: its id, and `fast` after a blank. */
  readonly metadata?: { readonly user_id?: string };
}

/** `POST /anthropic/v1/messages`: the Messages API, with scripted answers. */
export async function anthropicRoute(c: Context): Promise<Response> {
  const { messages = [], metadata }: Body = await c.req.json().catch(() => ({}));
  const [turn = '', pace] = metadata?.user_id?.split(' ') ?? [];
  // Each step adds the model's message and the results of its tools.
  return serveAnswer(c, anthropicTurns, { turn, fast: pace === 'fast' }, (messages.length - 1) / 2);
}
