import type { AgentEvent } from '../../src/events.js';
import type { EventStream } from './stream.js';

/** What is measured: something that takes events, and reports what it has counted. */
export interface Contestant {
  /** Synchronous: what is timed. */
  feed(stream: EventStream): void;
  /** Token by token, of all that was fed so far; undefined for what only passes events on. */
  totals(): Promise<Totals | undefined>;
}

export type Totals = Readonly<Record<string, number>>;

/** Hands on a stream's events one by one, as an app does. */
export function each({ pool, order }: EventStream, take: (event: AgentEvent) => void): void {
  for (let at = 0; at < order.length; at++) take(pool[order[at] as number] as AgentEvent);
}

/** Totals from each token's count; what was never counted is absent. */
export const totalsOf = (entries: Iterable<readonly [string, number]>): Totals =>
  Object.fromEntries([...entries].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
