import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Message = { readonly type: string; readonly [field: string]: unknown };

/** What the scenarios use of the SDK's `Query`. */
export interface RecordedQuery extends AsyncIterable<Message> {
  interrupt(): Promise<unknown>;
  close(): void;
}

export type Query = (request: { readonly prompt: unknown; readonly options: object }) => RecordedQuery;

const name = '@anthropic-ai/claude-agent-sdk';

/** Loads `query` of the SDK that is installed in a folder. It is no dependency of this repository, which is why it has no types. */
export async function loadQuery(folder: string): Promise<{ readonly query: Query; readonly version: string }> {
  const { resolve } = createRequire(join(folder, 'index.js'));
  const { query } = await import(pathToFileURL(resolve(name)).href);
  const { default: manifest } = await import(join(folder, 'node_modules', name, 'package.json'), {
    with: { type: 'json' },
  });
  return { query, version: manifest.version };
}
