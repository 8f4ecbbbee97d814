import { type Feed, feed, type Tap } from './tapStream.js';

type Event = { readonly type: string };

/**
 * A listener for `agent.subscribe` of pi's `Agent`, or for `session.subscribe` of its coding agent.
 *
 * @example
 * agent.subscribe(piSubscriber(telemetry.tap(pi)));
 */
export function piSubscriber(tap: Tap<Event>): (event: Event, signal?: AbortSignal) => void {
  /** An agent's runs, each by its own signal: so agents may share a subscriber. */
  const runs = new WeakMap<AbortSignal, Feed<Event>>();
  /** What has no signals: the runs of one session, one after another. */
  let session: Feed<Event> | undefined;

  const runOf = (signal: AbortSignal): Feed<Event> => {
    const run = runs.get(signal) ?? feed(tap);
    runs.set(signal, run);
    return run;
  };
  return (event, signal) => {
    if (!signal) {
      session ??= feed(tap);
      session.next(event);
      return;
    }
    const run = runOf(signal);
    run.next(event);
    if (event.type === 'agent_end') run.complete();
  };
}
