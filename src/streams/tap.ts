import type { MonoTypeOperatorFunction, Subscribable } from 'rxjs';
import type { Translator } from '../events.js';
import { createOperator } from '../rx/createOperator.js';
import { unlessItThrows } from '../unlessItThrows.js';

/** Takes anything, and never throws. Returns the event's `kind`, so that it is read only once. */
type RecordEvent = (event: unknown) => unknown;

/** Where a tapped stream is counted. */
export interface TapOptions {
  readonly record: RecordEvent;
  /** The stream is over: saves what was counted. */
  readonly save: () => void;
  /** The translator threw. */
  readonly onFault: () => void;
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
  <E>(translator: Translator<E> | undefined, { record, save, onFault }: TapOptions): MonoTypeOperatorFunction<E> =>
  (items$) =>
    createOperator(items$, (subscriber) => {
      const reader: Reader<E> = translator ? translated(translator, record, onFault) : agentEvents(record);
      let over = false;
      const end = (error?: unknown): void => {
        if (over) return;
        over = true;
        reader.end(error);
        save();
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

function translated<E>(translator: Translator<E>, record: RecordEvent, onFault: () => void): Reader<E> {
  let translation: ReturnType<Translator<E>> | undefined;
  const guarded = (work: () => unknown): void => {
    try {
      work();
    } catch {
      onFault();
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
  let started: { readonly provider?: unknown } | undefined;
  return {
    next(event) {
      const kind = record(event);
      if (kind === 'turn_started') started = event as object;
      if (kind === 'turn_done') started = undefined;
    },
    end: (error) =>
      started && record({ kind: 'turn_done', err: error, provider: unlessItThrows(() => started?.provider) }),
  };
}
