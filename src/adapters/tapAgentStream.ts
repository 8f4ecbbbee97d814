import { firstReader } from './firstReader.js';
import { feed, feedFrom, type Tap } from './tapStream.js';
import { withMethods } from './withMethods.js';

/** A chunk of an agent's `fullStream`, or of what its client receives: an `AgentChunkType`. */
export type MastraChunk = { readonly type: string };

/** What is used of a `MastraModelOutput`. */
export interface AgentOutputLike {
  readonly fullStream: ReadableStream<MastraChunk>;
}

/**
 * Counts one call of an agent, by the promise that `agent.stream` returns for it. What is read from `fullStream` is counted,
 * once, and so is a call that fails before there is a stream.
 *
 * @returns the output, with all of its other members.
 * @example
 * const output = await tapAgentStream(agent.stream(prompt), telemetry.tap(mastra));
 * for await (const chunk of output.fullStream) show(chunk);
 */
export async function tapAgentStream<Output extends AgentOutputLike>(
  call: PromiseLike<Output>,
  tap: Tap<MastraChunk>,
): Promise<Output> {
  const fed = feed(tap);
  try {
    const output = await call;
    const reader = firstReader(fed);
    return withMethods(output, {
      // Each one has all chunks.
      get fullStream() {
        return feedFrom(output.fullStream, reader());
      },
    });
  } catch (error) {
    fed.error(error);
    throw error;
  }
}
