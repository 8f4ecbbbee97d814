import { tapIterator } from './tapIterator.js';
import { feed, type Tap } from './tapStream.js';
import { untilAborted } from './untilAborted.js';
import { withMethods } from './withMethods.js';

type Chunk = { readonly type: string };

/** What is used of a connection of TanStack AI. */
export interface ConnectionLike {
  connect(messages: never, data?: never, signal?: AbortSignal, context?: never): AsyncIterable<Chunk>;
}

/**
 * A connection whose answers are counted. A run that is joined again is not: it was counted when it was live.
 *
 * @example
 * useChat({ connection: tapConnection(fetchServerSentEvents('/api/chat'), telemetry.tap(tanStackAi)) });
 */
export const tapConnection = <Connection extends ConnectionLike>(connection: Connection, tap: Tap<Chunk>): Connection =>
  withMethods(connection, {
    connect: (...args: Parameters<ConnectionLike['connect']>) => tapChunks(connection.connect(...args), tap, args[2]),
  });

/**
 * The chunks of TanStack AI's `chat()`, counted. They end alike when they are aborted and when they are cut: `signal` makes the
 * difference.
 *
 * @param signal - That of the `abortController` which `chat()` is given.
 * @example
 * const chunks = tapChunks(chat({ adapter, messages, abortController }), telemetry.tap(tanStackAi), abortController.signal);
 */
export const tapChunks = <T extends Chunk>(
  chunks: AsyncIterable<T>,
  tap: Tap<T>,
  signal?: AbortSignal,
): AsyncIterable<T> => {
  const tapped = <Source extends AsyncIterator<T>>(source: Source): Source =>
    tapIterator(
      source,
      untilAborted(feed(tap), () => signal),
    );
  // A generator is one stream, however many loops read it.
  if ('next' in chunks) return tapped(chunks as AsyncIterable<T> & AsyncIterator<T>);
  return withMethods(chunks, { [Symbol.asyncIterator]: () => tapped(chunks[Symbol.asyncIterator]()) });
};
