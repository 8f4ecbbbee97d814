import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { pauseMs, type SourceTurn, type TurnRequest } from './sourceTurn.js';

/** An event of a provider's stream, as it is served. */
export type ModelEvent = { readonly type: string };

/** What the provider answers to one call: its events, or a refusal. */
export type Answer = readonly ModelEvent[] | { readonly status: 429 | 500; readonly message: string };

/** A turn of as many calls as there are answers: after each but the last, the app runs a tool. */
export interface ModelTurn extends SourceTurn {
  readonly answers: readonly Answer[];
}

/** Serves the answer of a turn to its call number `step`, one event after another. */
export async function serveAnswer(
  c: Context,
  turns: readonly ModelTurn[],
  request: Partial<TurnRequest>,
  step: number,
): Promise<Response> {
  const answer = turns.find(({ id }) => id === request.turn)?.answers[step];
  if (answer === undefined) return c.text(`turn: one of ${turns.map(({ id }) => id).join(', ')}\n`, 400);
  if ('status' in answer) return c.json({ type: 'error', error: { message: answer.message } }, answer.status);
  c.header('Content-Type', 'text/event-stream');
  return stream(c, async (out) => {
    for (const event of answer) {
      if (out.aborted) return;
      await wait(pauseMs(request));
      await out.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  });
}
