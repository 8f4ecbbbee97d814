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

export type Fields = { readonly [field: string]: unknown };

/** All that is ever taken of a text: what `classify` looks for. */
const said =
  /AbortError|ABORT_ERR|context canceled|status \d{3}|reset|eof|interrupt|timeout|e?timed ?out|deadline|permission|plan mode|hook/gi;

/** What engines and servers say of a connection that broke; `classify` knows none of it. */
const broken = /terminated|network error|socket|hang up|premature|without a finish/i;

/** What providers call their failures where they send no status. */
const called: readonly [RegExp, number][] = [
  [/rate.?limit|quota|exhausted/i, 429],
  [/overloaded|server.error|api_error|unavailable/i, 503],
  [/authenti|unauthori|api.?key/i, 401],
  [/invalid.request/i, 400],
];

/**
 * An error reduced to words of a closed list: nothing else of it leaves this function. Reads `status`, `statusCode`, `code`,
 * `type`, `name` and `message`, where they are scalars, of an error and of what caused it.
 *
 * @example
 * errorFacts(new RetryError({ lastError: { statusCode: 429, url, requestBodyValues } })); // 'status 429'
 */
export function errorFacts(error: unknown): string {
  const facts: unknown[] = [];
  try {
    for (let err = error, depth = 0; err && depth < 5; depth++) {
      const {
        status,
        statusCode = status,
        name,
        code,
        type,
        message,
        lastError,
        cause,
      }: Fields = typeof err === 'object' ? (err as Fields) : { message: err };
      const kind = scalars(code, type);
      const text = scalars(name, kind, message);
      const http =
        Number(statusCode) || Number(/^\d{3}$/m.exec(kind)) || called.find(([names]) => names.test(kind))?.[1] || 0;
      const hundreds = Math.floor(http / 100);
      const failed = hundreds === 4 || hundreds === 5;
      // First: what is told of it in words does not outweigh it.
      if (failed) facts.push(`status ${http}`);
      facts.push(...(text.match(said) ?? []));
      // What began well did not end well.
      if (!failed && (hundreds === 2 || broken.test(text))) facts.push('eof');
      err = lastError ?? cause;
    }
  } catch {
    // That it failed is all there is to know.
  }
  return facts.join('\n') || 'error';
}

const scalars = (...values: unknown[]): string => values.filter((value) => /^[sn][tu]/.test(typeof value)).join('\n');

/** A failed tool: a bucket, or what its error says. */
export const toolFailed = (err: string): AgentEvent[] => [
  { kind: 'tool_result', tool: { err: err === 'planmode' ? 'plan mode' : err } },
];

/** The same for a call that may be told more than once. */
export const failedOnce = (failed: Set<unknown>, call: unknown, err: () => string): AgentEvent[] =>
  failed.size < failed.add(call).size ? toolFailed(err()) : [];

/** The end of a turn, after its last events. */
export const turnDone = (events: readonly AgentEvent[], err?: unknown): AgentEvent[] => [
  ...events,
  { kind: 'turn_done', ...(err ? { err: errorFacts(err) } : {}) },
];

/** A model call's usage; `input` includes what was cached. What is not known or does not add up is left out, never guessed. */
export function callUsage({ finishReason, cached, input }: Fields): AgentEvent[] {
  const miss = Number(input) - Number(cached ?? Number.NaN);
  const known = miss >= 0 && { cacheHitTokens: Number(cached), cacheMissTokens: miss };
  // A word; anything longer is no reason that anybody knows.
  const reason = typeof finishReason === 'string' &&
    finishReason && { finishReason: /^[a-z_-]{1,40}$/i.test(finishReason) ? finishReason : 'other' };
  return known || reason ? [{ kind: 'usage', usage: { ...known, ...reason } }] : [];
}
