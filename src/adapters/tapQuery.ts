import type { ClaudeAgentMessage } from './claudeAgentMessage.js';
import { tapIterator } from './tapIterator.js';
import { feed, type Tap } from './tapStream.js';

type Step = Promise<IteratorResult<ClaudeAgentMessage, unknown>>;

/** What is used of a `Query`. */
export interface QueryLike {
  next(...value: [] | [never]): Step;
  return(value: never): Step;
  throw(error: unknown): Step;
  close?(): void;
}

/**
 * A query whose messages are counted. Its other methods, such as `interrupt()` and `setModel()`, are its own. A query that is
 * closed, or whose loop is left, was stopped: that is no failure.
 *
 * @example
 * const agent = tapQuery(query({ prompt, options }), telemetry.tap(claudeAgent));
 * for await (const message of agent) show(message);
 */
export function tapQuery<Query extends QueryLike>(query: Query, tap: Tap<ClaudeAgentMessage>): Query {
  const fed = feed(tap);
  return tapIterator(query, fed, {
    close() {
      fed.drop();
      query.close?.();
    },
    ...disposal(query, fed.drop),
  });
}

/** The method that `await using` calls, where the platform and the query have it. */
function disposal(query: object, drop: () => void): object {
  const key: unknown = Reflect.get(Symbol, 'asyncDispose');
  const dispose: unknown = typeof key === 'symbol' && Reflect.get(query, key);
  if (typeof key !== 'symbol' || typeof dispose !== 'function') return {};
  return {
    [key]() {
      drop();
      return dispose.call(query);
    },
  };
}
