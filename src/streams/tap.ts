import type { MonoTypeOperatorFunction, Subscribable } from 'rxjs';
import type { Translator } from '../events.js';
import { createOperator } from '../rx/createOperator.js';

/** Takes anything, and never throws. Returns the event's `kind`, so that it is read only once. */
type RecordEvent = (event: unknown) => unknown;

/** What a mirror tells of the stream it stands beside. */
export interface Listener {
  record: RecordEvent;
  /** The stream is over: save what was counted. */
  ended(): void;
  /** The translator threw. */
  fault(): void;
}

/** Reads one stream, and records the agent events that are in it. Never throws. */
interface Reader<E> {
  next(item: E): void;
  /** As a translator's. */
  end(error?: unknown): unknown;
}

/** An operator for Observables of any copy of rxjs: only their types tell them apart. */
export type Mirror<E> = <Items extends Subscribable<E>>(items$: Items) => Items;

/** Mirrors a stream untouched, whatever the translator does. A cold stream still runs once. */
export const tap =
  <E>(translator: Translator<E> | undefined, { record, ended, fault }: Listener): MonoTypeOperatorFunction<E> =>
  (items$) =>
    createOperator(items$, (subscriber) => {
      const reader: Reader<E> = translator ? translated(translator, record, fault) : agentEvents(record);
      let over = false;
      const end = (error?: unknown): void => {
        if (over) return;
        over = true;
        reader.end(error);
        ended();
      };
      // A stream that its app dropped was cancelled: that is no failure, nor an end of its own.
      subscriber.add(() => end({ name: 'AbortError' }));
      return {
        next(item) {
          reader.next(item);
          subscriber.next(item);
        },
        end(forward, error) {
          end(error);
          forward();
        },
      };
    });

function translated<E>(translator: Translator<E>, record: RecordEvent, fault: () => void): Reader<E> {
  let translation: ReturnType<Translator<E>> | undefined;
  const guarded = (work: () => unknown): void => {
    try {
      work();
    } catch {
      fault();
    }
  };
  guarded(() => (translation = translator()));
  return {
    next: (item) => guarded(() => translation?.next(item).forEach(record)),
    end: (error) => guarded(() => translation?.end(error).forEach(record)),
  };
}

/** For streams of agent events themselves: a turn that was started, but not done when the stream ends, is done then. */
function agentEvents(record: RecordEvent): Reader<unknown> {
  let open = false;
  return {
    next(event) {
      if (record(event) === (open ? 'turn_done' : 'turn_started')) open = !open;
    },
    end: (error) => open && record({ kind: 'turn_done', err: error }),
  };
}
