import { type Feed, feed, type Tap } from './tapStream.js';

type Event = { readonly type: string };
type Run = { readonly input: { readonly runId: string } };

/**
 * An `AgentSubscriber`, for `agent.subscribe` or `runAgent`. A run counts when it starts under the id that was asked for:
 * what `connectAgent` replays does not.
 *
 * @example
 * agent.subscribe(agUiSubscriber(telemetry.tap(agUi)));
 */
export function agUiSubscriber(tap: Tap<Event>) {
  /** Runs under way; null for a replay. */
  const runs = new Map<string, Feed<Event> | null>();
  const run = (id: string, isReplay = false): Feed<Event> | null => {
    const known = runs.get(id);
    if (known !== undefined) return known;
    const started = isReplay ? null : feed(tap);
    runs.set(id, started);
    return started;
  };
  return {
    onEvent({ event, input }: Run & { readonly event: Event & { readonly runId?: unknown } }): void {
      run(input.runId, event.type === 'RUN_STARTED' && event.runId !== input.runId)?.next(event);
    },
    onRunFailed({ error, input }: Run & { readonly error: unknown }): void {
      run(input.runId)?.error(error);
    },
    onRunFinalized({ input }: Run): void {
      runs.get(input.runId)?.complete();
      runs.delete(input.runId);
    },
  };
}
