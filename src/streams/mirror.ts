import { defer, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { AgentError, AgentEvent, Translator } from '../events.js';

/** What a mirror tells of the stream it stands beside. */
export interface Listener {
  record(event: unknown): void;
  /** The stream is over: save what was counted. */
  ended(): void;
  /** The translator threw. */
  fault(): void;
}

/** Mirrors a stream untouched, whatever the translator does. A cold stream still runs once. */
export function mirror<E>(translator: Translator<E>, { record, ended, fault }: Listener): MonoTypeOperatorFunction<E> {
  return (items$) =>
    defer(() => {
      let translation: ReturnType<Translator<E>> | undefined;
      try {
        translation = translator();
      } catch {
        fault();
      }
      const end = (error?: unknown): void => {
        try {
          translation?.end(error).forEach(record);
        } catch {
          fault();
        }
        ended();
      };
      return items$.pipe(
        tap({
          next(item) {
            try {
              translation?.next(item).forEach(record);
            } catch {
              fault();
            }
          },
          error: end,
          complete: () => end(),
          unsubscribe: () => end(),
        }),
      );
    });
}

/** For streams of agent events themselves: a turn that was started, but not done when the stream ends, is done then. */
export const agentEvents: Translator<unknown> = () => {
  const one: AgentEvent[] = [];
  let open = false;
  return {
    next(item) {
      // Whatever it is: classification takes any value.
      const event = item as AgentEvent;
      const kind = event?.kind;
      if (kind === 'turn_started') open = true;
      else if (kind === 'turn_done') open = false;
      one[0] = event;
      return one;
    },
    end: (error) => (open ? [{ kind: 'turn_done', ...(error !== undefined && { err: asError(error) }) }] : []),
  };
};

const asError = (error: unknown): string | AgentError =>
  typeof error === 'object' && error !== null ? error : String(error);
