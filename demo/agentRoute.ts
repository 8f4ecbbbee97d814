import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { DemoEvent, ScriptedTurn } from './script/demoEvent.js';
import { pauseBefore, round, turnsFrom } from './script/script.js';

const maxTurns = 1000;
/** The pause between the turns of a fast run. */
const fastPauseMs = 15;

/**
 * `GET /agent?turns=1&from=0` or `?turn=<id>`: scripted turns as server-sent events. A single turn has the pace of a
 * real agent, several turns come fast. The last event is `end`, so that the browser does not reconnect.
 */
export function agentRoute(c: Context): Response {
  const turns = requestedTurns(c);
  if (turns === undefined) {
    return c.text(
      `turns: 1 to ${maxTurns}; from: 0 or more; turn: one of ${round.map(({ id }) => id).join(', ')}\n`,
      400,
    );
  }
  return streamSSE(c, async (stream) => {
    const stop = new AbortController();
    stream.onAbort(() => stop.abort());
    await (turns.length === 1
      ? sendAtRealPace(stream, turns, stop.signal)
      : sendFast(stream, turns, stop.signal)
    ).catch((error) => {
      if (!stop.signal.aborted) throw error;
    });
    if (!stop.signal.aborted) await stream.writeSSE({ event: 'end', data: '' });
  });
}

function requestedTurns(c: Context): readonly ScriptedTurn[] | undefined {
  const id = c.req.query('turn');
  if (id !== undefined) {
    const turn = round.find((turn) => turn.id === id);
    return turn && [turn];
  }
  const [count, from] = [Number(c.req.query('turns') ?? 1), Number(c.req.query('from') ?? 0)];
  if (!Number.isInteger(count) || count < 1 || count > maxTurns || !Number.isInteger(from) || from < 0)
    return undefined;
  return turnsFrom(from, count);
}

async function sendAtRealPace(
  stream: SSEStreamingApi,
  turns: readonly ScriptedTurn[],
  signal: AbortSignal,
): Promise<void> {
  let at = 0;
  for (const event of turns.flatMap(({ events }) => events)) {
    const pause = pauseBefore(event);
    await wait(pause, undefined, { signal });
    at += pause;
    await send(stream, { at, ...event });
  }
}

async function sendFast(stream: SSEStreamingApi, turns: readonly ScriptedTurn[], signal: AbortSignal): Promise<void> {
  for (const { events } of turns) {
    for (const event of events) await send(stream, event);
    await wait(fastPauseMs, undefined, { signal });
  }
}

const send = (stream: SSEStreamingApi, event: DemoEvent) => stream.writeSSE({ data: JSON.stringify(event) });
