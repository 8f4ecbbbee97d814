import { onTestFinished, vi } from 'vitest';
import type { Clock } from '../../support/world.js';

/** Replaces BroadcastChannel by one whose news travels for as long as `delays` say, in virtual milliseconds. */
export function slowChannels(clock: Clock, delays: readonly number[]): void {
  const left = [...delays];
  const open = new Map<SlowChannel, string>();
  class SlowChannel {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    constructor(name: string) {
      open.set(this, name);
    }
    postMessage(data: unknown): void {
      const mine = open.get(this);
      for (const [channel, name] of open) {
        if (channel === this || name !== mine) continue;
        clock.schedule(() => {
          if (open.has(channel)) channel.onmessage?.({ data });
        }, left.shift() ?? 0);
      }
    }
    close(): void {
      open.delete(this);
    }
  }
  vi.stubGlobal('BroadcastChannel', SlowChannel);
  onTestFinished(() => void vi.unstubAllGlobals());
}
