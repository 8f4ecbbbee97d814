import type { AppEvent } from './agent.js';

/** The only part of the main process that the renderer can reach: `window.agent`. */
export interface AgentBridge {
  run(prompt: string): Promise<void>;
  /** Returns a function that removes the listener. */
  onEvent(listener: (event: AppEvent) => void): () => void;
}
