import type { OperatorFunction } from 'rxjs';
import { tryClassify } from '../reducers/classify.js';
import { createOperator } from '../rx/createOperator.js';
import type { SignalToken } from '../signals.js';

/**
 * Maps each agent event that counts to its tokens, as one shared array; drops the rest. Written by hand, as one
 * operator, because it sees every event of the app.
 *
 * @param onFault called for each event that cannot be read (no object, or one whose getters throw).
 * @example
 * of({ kind: 'turn_done' }).pipe(toSignals()) // emits ['turns/total']
 */
export function toSignals(onFault?: () => void): OperatorFunction<unknown, readonly SignalToken[]> {
  return (events$) =>
    createOperator(events$, (subscriber) => ({
      next(event) {
        const tokens = tryClassify(event);
        if (!tokens) onFault?.();
        else if (tokens.length) subscriber.next(tokens);
      },
      end: (forward) => forward(),
    }));
}
