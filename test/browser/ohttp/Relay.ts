import type { View } from './views.js';

/** A relay that runs on loopback. */
export interface Relay {
  readonly url: string;
  /** What it saw of each post. */
  seen(): Promise<readonly View[]>;
  close(): Promise<void>;
}
