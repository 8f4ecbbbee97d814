import type { AgentEvent } from '../../src/events.js';
import type { EventStream } from './stream.js';

/** A measured implementation: takes events and returns what it has counted. */
export interface Contestant {
  /** Synchronous. Only this is timed. */
  feed(stream: EventStream): void;
  /** The counts of everything fed so far, by token; undefined if it only passes events on. */
  totals(): Promise<Totals | undefined>;
}

export type Totals = Readonly<Record<string, number>>;

/** Calls `take` with each event of a stream. */
export function each({ pool, order }: EventStream, take: (event: AgentEvent) => void): void {
  for (let at = 0; at < order.length; at++) take(pool[order[at] as number] as AgentEvent);
}

/** Totals sorted by token, without zeros. */
export const totalsOf = (entries: Iterable<readonly [string, number]>): Totals =>
  Object.fromEntries([...entries].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
