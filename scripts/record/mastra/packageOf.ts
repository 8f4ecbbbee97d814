import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MastraChunk } from '../../../src/adapters/mastra.js';

type Output = { readonly fullStream: AsyncIterable<MastraChunk & { readonly runId?: string }> };
type Answer = { readonly runId: string | undefined; readonly toolCallId: string };

/** What the scenarios use of an agent. */
export interface Agent {
  stream(prompt: string, options: object): Promise<Output>;
  approveToolCall(answer: Answer): Promise<Output>;
  declineToolCall(answer: Answer): Promise<Output>;
}

/** What they use of the package. */
export interface Mastra {
  readonly Agent: new (options: object) => Agent;
  readonly Mastra: new (options: object) => unknown;
  readonly InMemoryStore: new () => unknown;
  readonly createTool: (options: object) => unknown;
  readonly z: { object(fields: object): unknown; string(): unknown };
}

/** Loads Mastra from a folder that it is installed in. It is no dependency of this repository: it is large. */
export async function mastraOf(folder: string): Promise<Mastra> {
  const { resolve } = createRequire(join(folder, 'index.js'));
  const load = (name: string) => import(pathToFileURL(resolve(name)).href);
  const [{ Mastra }, { Agent }, { InMemoryStore }, { createTool }, { z }] = await Promise.all(
    ['@mastra/core', '@mastra/core/agent', '@mastra/core/storage', '@mastra/core/tools', 'zod'].map(load),
  );
  return { Agent, Mastra, InMemoryStore, createTool, z };
}
