import type { AppEvent } from './agent.js';

/** All that the renderer can reach of the main process: `window.agent`. */
export interface AgentBridge {
  run(prompt: string): Promise<void>;
  /** Returns what ends the listening. */
  onEvent(listener: (event: AppEvent) => void): () => void;
}
