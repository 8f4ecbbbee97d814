import { type Feed, feed, type Tap } from './tapStream.js';

type Event = { readonly type: string };
/** What a run was asked for with: one object for each run, whatever its ids are. */
type Run = { readonly input: { readonly runId: string } };

interface Watched {
  /** Absent for a replay. */
  readonly fed: Feed<Event> | undefined;
  last?: Event;
}

/**
 * An `AgentSubscriber`, for `agent.subscribe` or `runAgent`. A run counts when it starts under the id that was asked for:
 * what `connectAgent` replays does not.
 *
 * @example
 * agent.subscribe(agUiSubscriber(telemetry.tap(agUi)));
 */
export function agUiSubscriber(tap: Tap<Event>) {
  /** A run that is over stays over, whatever else is sent for it. */
  const runs = new WeakMap<object, Watched>();
  const runOf = (input: object, isReplay = false): Watched => {
    const run = runs.get(input) ?? { fed: isReplay ? undefined : feed(tap) };
    runs.set(input, run);
    return run;
  };
  return {
    onEvent({ event, input }: Run & { readonly event: Event & { readonly runId?: unknown } }): void {
      const run = runOf(input, event.type === 'RUN_STARTED' && event.runId !== input.runId);
      // One that is subscribed twice gets each event twice.
      if (run.last === event) return;
      run.last = event;
      run.fed?.next(event);
    },
    onRunFailed({ error, input }: Run & { readonly error: unknown }): void {
      runOf(input).fed?.error(error);
    },
    onRunFinalized({ input }: Run): void {
      runOf(input, true).fed?.complete();
    },
  };
}
