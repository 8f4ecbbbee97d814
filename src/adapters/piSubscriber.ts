import { type Feed, feed, type Tap } from './tapStream.js';

type Event = { readonly type: string; readonly willRetry?: unknown };

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
  const session = sessionRuns(tap);

  const runOf = (signal: AbortSignal): Feed<Event> => {
    const run = runs.get(signal) ?? feed(tap);
    runs.set(signal, run);
    return run;
  };
  return (event, signal) => {
    if (!signal) {
      session(event);
      return;
    }
    const run = runOf(signal);
    run.next(event);
    if (event.type === 'agent_end') run.complete();
  };
}

/** A run within a run is that of another session, which shares the subscriber by mistake: no run is cut by it. */
function sessionRuns(tap: Tap<Event>): (event: Event) => void {
  const feeds: Feed<Event>[] = [];
  let open = 0;
  return (event) => {
    if (event.type === 'agent_start') open++;
    while (feeds.length < Math.max(open, 1)) feeds.push(feed(tap));
    feeds.at(-1)?.next(event);
    if (event.type !== 'agent_end') return;
    open = Math.max(0, open - 1);
    if (open > 0) feeds.pop()?.complete();
  };
}
