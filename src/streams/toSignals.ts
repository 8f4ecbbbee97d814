import type { OperatorFunction } from 'rxjs';
import { tryClassify } from '../reducers/classify.js';
import { createOperator } from '../rx/createOperator.js';
import { type SignalToken, tokensOf, withExtraSignals } from '../signals.js';

export interface SignalOptions {
  /** As of `startTurntally`: finish reasons and errors are also counted by provider. */
  readonly providers?: readonly string[] | undefined;
  /** The provider of all events, whatever they say. @defaultValue that of each event */
  readonly provider?: string | undefined;
}

/**
 * Maps each agent event that counts to its tokens, as one shared array; drops the rest. Written by hand, as one
 * operator, because it sees every event of the app.
 *
 * @param onFault called for each event that cannot be read (no object, or one whose getters throw).
 * @throws OptionError if `providers` are malformed.
 * @example
 * of({ kind: 'turn_done' }).pipe(toSignals()) // emits ['turns/total']
 */
export function toSignals(
  onFault?: () => void,
  { providers, provider }: SignalOptions = {},
): OperatorFunction<unknown, readonly SignalToken[]> {
  const vocabulary = tokensOf(withExtraSignals({}, providers));
  return (events$) =>
    createOperator(events$, (subscriber) => ({
      next(event) {
        const tokens = tryClassify(event, vocabulary, provider);
        if (!tokens) onFault?.();
        else if (tokens.length) subscriber.next(tokens);
      },
      end: (forward) => forward(),
    }));
}
