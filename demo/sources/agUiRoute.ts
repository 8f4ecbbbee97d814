import { setTimeout as wait } from 'node:timers/promises';
import type { RunAgentInput } from '@ag-ui/core';
import { EventEncoder } from '@ag-ui/encoder';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { agUiTurns } from './agUiTurns.js';
import { pauseMs, type TurnRequest } from './sourceTurn.js';

const encoder = new EventEncoder();

/** `POST /ag-ui`: an AG-UI agent's server. The encoding is AG-UI's, the run is scripted. */
export async function agUiRoute(c: Context): Promise<Response> {
  const input: RunAgentInput | undefined = await c.req.json().catch(() => undefined);
  const request: Partial<TurnRequest> = input?.forwardedProps ?? {};
  const turn = agUiTurns.find(({ id }) => id === request.turn);
  if (input === undefined || turn === undefined) {
    return c.text(`forwardedProps.turn: one of ${agUiTurns.map(({ id }) => id).join(', ')}\n`, 400);
  }
  c.header('Content-Type', encoder.getContentType());
  return stream(c, async (out) => {
    for (const event of turn.events(input)) {
      if (out.aborted) return;
      await wait(pauseMs(request));
      await out.write(encoder.encode(event));
    }
  });
}
