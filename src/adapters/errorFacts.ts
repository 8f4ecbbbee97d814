import type { AgentEvent } from '../events.js';

/** How a tool failed. */
export type ToolError = 'permission' | 'planmode' | 'hook' | 'timeout' | 'exec';

export interface AdapterOptions<Failure> {
  /**
   * What a failed tool counts as, for the hooks, plan modes and policies that no framework has a standard for. It is given
   * what the framework tells of the failure; undefined leaves it to the adapter.
   */
  readonly toolError?: (failure: Failure) => ToolError | undefined;
}

/** What one model call tells: why it finished, and how many of its input tokens were cached. */
export interface CallFacts {
  readonly finishReason?: unknown;
  readonly cached?: unknown;
  readonly input?: unknown;
}

export type Fields = { readonly [field: string]: unknown };

/** All that is ever read of an error, and of its causes. */
const fields = 'lastError statusCode status code type name message cause'.split(' ');

/**
 * An error reduced to words of a closed list, those that `classify` looks for: nothing else of it leaves this function. A
 * status, alone in its field, goes before what its neighbours say.
 *
 * @example
 * errorFacts(new RetryError({ lastError: { statusCode: 429, url, requestBodyValues } })); // 'status 429'
 */
export function errorFacts(error: unknown): string {
  try {
    const words = JSON.stringify(error, fields)
      .replace(/":"?([45]\d\d)"?[,}]/, 'status $1')
      // What providers call their failures where they send no status.
      .replace(/rate.?limit|quota|exhaust/i, 'status 429')
      .replace(/overload|(server|api).error|unavail/i, 'status 503')
      .replace(/auth(?!or[^i])|api.?key/i, 'status 401')
      .replace(/invalid.req/i, 'status 400')
      // What engines and servers say of a connection that broke; what began well did not end well.
      .replace(/":2\d\d[,}]|terminated|network error|socket|without a finish/i, 'eof')
      .match(
        /AbortError|ABORT_ERR|context canceled|status \d{3}|reset|eof|interrupt|e?timed? ?out|deadline|permission|plan mode|hook/gi,
      );
    return `${words ?? 'error'}`;
  } catch {
    // That it failed is all there is to know.
    return 'error';
  }
}

/** A failed tool: a bucket, or what its error says. */
export const toolFailed = (err: string): AgentEvent[] => [
  { kind: 'tool_result', tool: { err: err.replace('nm', 'n m') } },
];

/** The same for a call that may be told more than once. */
export const failedOnce = (failed: Set<unknown>, call: unknown, err: string): AgentEvent[] =>
  failed.size < failed.add(call).size ? toolFailed(err) : [];

/** The end of a turn, after its last events. */
export const turnDone = (err: string, empty?: boolean, ...events: readonly AgentEvent[]): AgentEvent[] => [
  ...events,
  { kind: 'notice', code: (empty && 'empty_final') as string },
  { kind: 'turn_done', err },
];

/** A model call's usage; `input` includes what was cached. What is not known or does not add up counts as nothing, never guessed. */
export const callUsage = (finishReason: unknown, cached?: unknown, input?: unknown): AgentEvent => ({
  kind: 'usage',
  usage: {
    // A word; anything longer is no reason that anybody knows.
    finishReason: (finishReason as string | undefined)?.replace?.(/.*[^a-z_-].*|.{41,}/is, 'other') as string,
    // Whatever it is: only a number counts.
    cacheHitTokens: cached as number,
    cacheMissTokens: (input as number) - (cached as number),
  },
});
