import type { Message } from './query.js';

/** How a query ended: IPC drops the fields of an Error, so only what its class is known by is forwarded. */
export interface Ended {
  /** The query threw. */
  readonly threw?: { readonly name: string; readonly errorClass: string; readonly failure: string };
}

/** What main sends of the query with this id. */
export type Forwarded = { readonly id: string } & ({ readonly message: Message } | { readonly ended: Ended });

/** The only part of the main process that the renderer can reach: `window.claude`. */
export interface AgentBridge {
  run(id: string, prompt: string): Promise<void>;
  abort(id: string): Promise<void>;
  /** Returns a function that removes the listener. */
  onForwarded(listener: (forwarded: Forwarded) => void): () => void;
}
