import type { OpenAiAgentsEvent } from './openAiAgentsModel.js';
import { feed, feedFrom, type Tap } from './tapStream.js';
import { untilAborted } from './untilAborted.js';
import { withMethods } from './withMethods.js';

/** What is used of a `StreamedRunResult`. */
export interface StreamedRun {
  toStream(): object;
  readonly cancelled: boolean;
}
type Events = ReadableStream<OpenAiAgentsEvent>;

/**
 * A run that is counted as its events are read: by a loop, by `toStream()` or by `toTextStream()`. All else of the result is its
 * own. A run that is stopped is no failure. A run without `stream: true` has no events: it counts as a turn of which nothing
 * else is known.
 *
 * @returns the promise to go on with.
 * @example
 * const result = await tapAgentRun(run(agent, input, { stream: true }), telemetry.tap(openAiAgents));
 * for await (const event of result) show(event);
 */
export async function tapAgentRun<Run extends StreamedRun>(
  run: PromiseLike<Run>,
  tap: Tap<OpenAiAgentsEvent>,
): Promise<Run> {
  const fed = feed(tap);
  let result: Run;
  try {
    result = await run;
  } catch (error) {
    fed.error(error);
    throw error;
  }
  if (!('toStream' in Object(result))) {
    fed.drop();
    return result;
  }
  const events = result.toStream() as Events;
  const tapped = feedFrom(
    events,
    untilAborted(fed, () => signalOf(result)),
  );
  // `toTextStream()` pipes this very stream, which has a reader now.
  Object.assign(events, { pipeThrough: tapped.pipeThrough.bind(tapped) });
  return withMethods(result, {
    toStream: () => tapped,
    [Symbol.asyncIterator]: () => tapped[Symbol.asyncIterator](),
  });
}

/** Only the signal that is internal to the SDK has the reason: whether it was a deadline. */
function signalOf(run: StreamedRun & { _getAbortSignal?(): AbortSignal | undefined }): AbortSignal | undefined {
  return run._getAbortSignal?.() ?? (run.cancelled ? AbortSignal.abort() : undefined);
}
