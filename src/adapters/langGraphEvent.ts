import { mostKept } from './keepLatest.js';

/** An event of LangGraph's protocol: a `ProtocolEvent` of a run in process, or a `Message` of an agent server. */
export type LangGraphEvent = { readonly type: string };

/** What is read of one, whichever it is. */
interface Event extends LangGraphEvent {
  readonly seq?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly namespace?: unknown; readonly timestamp?: unknown; readonly data?: unknown } | null;
}

/** An event of the graph itself or of one of its nodes, seen for the first time. */
export interface OwnEvent {
  readonly method: unknown;
  /** The node's call; empty for the graph itself. */
  readonly place: string;
  /** Fields of any shape. */
  readonly data: { readonly [field: string]: unknown };
}

interface Position {
  readonly seq: number;
  /** The latest one so far. */
  readonly time: number;
}

/**
 * Reads events, and leaves out those of subagents and those that were seen before: a stream that is opened again starts from
 * the first event, and several streams are open at once. Each delivers the events of one kind and node in order.
 */
export function ownEvents(): (item: LangGraphEvent) => OwnEvent | undefined {
  /** By kind and node, and each call of a node is another one. Of too many, only the last position is kept, as `floor`. */
  const latest = new Map<string, Position>();
  let floor: Position = { seq: -1, time: 0 };
  let top = -1;
  return (item) => {
    const { type, seq, method, params } = item as Event;
    const { namespace, timestamp, data } = params ?? {};
    if (type !== 'event' || !Array.isArray(namespace) || namespace.length > 1) return undefined;
    const place = `${namespace[0] ?? ''}`;
    if (typeof seq === 'number') {
      const key = `${method} ${place}`;
      const last = latest.get(key) ?? floor;
      const time = typeof timestamp === 'number' ? timestamp : 0;
      // A later run may begin to count anew, and a clock may be set back, but not both at once. What is sent again has the number
      // and the time of when it was sent first.
      const isLater = seq > top || time > last.time || (time === last.time && seq > last.seq);
      if (!isLater) return undefined;
      const position = { seq, time: Math.max(time, last.time) };
      top = Math.max(top, seq);
      latest.set(key, position);
      if (latest.size > mostKept) {
        latest.clear();
        floor = position;
      }
    }
    return { method, place, data: Object(data) };
  };
}

/** The state that the graph itself reports, if that is what the event does. */
export const rootStateOf = ({ method, place, data }: OwnEvent): unknown =>
  method === 'lifecycle' && !place ? data.event : undefined;

export const startStates: readonly unknown[] = ['started', 'running'];
export const endStates: readonly unknown[] = ['completed', 'failed', 'interrupted'];
