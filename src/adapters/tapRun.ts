import type { LangGraphEvent } from './langGraphEvent.js';
import { type Feed, feed, type Tap } from './tapStream.js';

/**
 * Counts a run in process, by the promise that `streamEvents` returns for it. A run keeps its events for any number of
 * readers, so it is counted whatever the app reads of it: events, `messages`, `values` or `output`.
 *
 * @returns the very same run.
 * @example
 * const run = await tapRun(agent.streamEvents(input, { version: 'v3' }), telemetry.tap(langGraph));
 * for await (const message of run.messages) show(message);
 */
export async function tapRun<Run extends AsyncIterable<LangGraphEvent>>(
  run: PromiseLike<Run> | Run,
  tap: Tap<LangGraphEvent>,
): Promise<Run> {
  const fed = feed(tap);
  try {
    const started = await run;
    void readAll(started, fed);
    return started;
  } catch (error) {
    fed.error(error);
    throw error;
  }
}

async function readAll(events: AsyncIterable<LangGraphEvent>, { next, error, complete }: Feed<LangGraphEvent>) {
  try {
    for await (const event of events) next(event);
    complete();
  } catch (thrown) {
    error(thrown);
  }
}
