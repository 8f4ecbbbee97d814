import type { MonoTypeOperatorFunction, Subscribable } from 'rxjs';
import type { AgentError, AgentEvent, Translator } from '../events.js';
import { through } from './through.js';

/** What a mirror tells of the stream it stands beside. */
export interface Listener {
  record(event: unknown): void;
  /** The stream is over: save what was counted. */
  ended(): void;
  /** The translator threw. */
  fault(): void;
}

/** A stream that its host dropped was cancelled: that is no failure, nor an end of its own. */
const dropped: AgentError = { name: 'AbortError' };

/** An operator for Observables of any copy of rxjs: only their types tell them apart. */
export type Mirror<E> = <Items extends Subscribable<E>>(items$: Items) => Items;

/** Mirrors a stream untouched, whatever the translator does. A cold stream still runs once. */
export const mirror =
  <E>(translator: Translator<E>, { record, ended, fault }: Listener): MonoTypeOperatorFunction<E> =>
  (items$) =>
    through(items$, (subscriber) => {
      let translation: ReturnType<Translator<E>> | undefined;
      let over = false;
      const guarded = (work: () => unknown): void => {
        try {
          work();
        } catch {
          fault();
        }
      };
      const end = (error?: unknown): void => {
        if (over) return;
        over = true;
        guarded(() => translation?.end(error).forEach(record));
        ended();
      };
      guarded(() => (translation = translator()));
      subscriber.add(() => end(dropped));
      return {
        next(item) {
          try {
            translation?.next(item).forEach(record);
          } catch {
            fault();
          }
          subscriber.next(item);
        },
        end(forward, error) {
          end(error);
          forward();
        },
      };
    });

/** For streams of agent events themselves: a turn that was started, but not done when the stream ends, is done then. */
export const agentEvents: Translator<unknown> = () => {
  const one: AgentEvent[] = [];
  let open = false;
  return {
    next(item) {
      // Whatever it is: classification takes any value.
      const event = item as AgentEvent;
      if (event?.kind === (open ? 'turn_done' : 'turn_started')) open = !open;
      one[0] = event;
      return one;
    },
    end: (error) => (open ? [{ kind: 'turn_done', err: error as AgentError }] : []),
  };
};
