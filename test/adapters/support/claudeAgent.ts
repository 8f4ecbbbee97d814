import { readFile } from 'node:fs/promises';
import { concat, from, type Observable, throwError } from 'rxjs';
import type { ClaudeAgentMessage } from '../../../src/adapters/claudeAgent.js';

export type RecordedMessage = ClaudeAgentMessage & { readonly [field: string]: unknown };

/** A session of the real program: what its query emitted, and what it threw, if it did. */
export interface RecordedQuery {
  readonly messages: readonly RecordedMessage[];
  readonly error: Error | undefined;
}

/** The recorded queries, by the names of their scenarios. */
export async function recordedQueries(): Promise<ReadonlyMap<string, RecordedQuery>> {
  const text = await readFile(new URL('../../../examples/claude-agent.jsonl', import.meta.url), 'utf8');
  const queries = new Map<string, RecordedQuery>();
  let messages: RecordedMessage[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const item: RecordedMessage & { readonly end?: { readonly scenario: string; readonly error?: Error } } =
      JSON.parse(line);
    if (!item.end) {
      messages.push(item);
      continue;
    }
    const { scenario, error } = item.end;
    queries.set(scenario, { messages, error: error && Object.assign(new Error(error.message), error) });
    messages = [];
  }
  return queries;
}

/** The messages of a query, and its end. */
export const messagesOf = ({ messages, error }: RecordedQuery): Observable<RecordedMessage> =>
  error
    ? concat(
        from(messages),
        throwError(() => error),
      )
    : from(messages);
