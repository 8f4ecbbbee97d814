import type { Translator } from '../events.js';
import type { Counters } from '../signals.js';
import type { SignalOptions } from '../streams/toSignals.js';
import { createSessionCounter } from './createSessionCounter.js';

/** Payloads state a release; counters do not. */
const release = { version: '0.0.0', os: 'linux' } as const;

/**
 * Counts one stream as an app does that taps it with `translator`. For the tests of a translator of your own.
 *
 * @param items - What the stream emits, in this order.
 * @param error - What the stream then fails with; without it, or with `null`, the stream completes. A stream that its app
 *   unsubscribes, or whose loop is left, ends with an error named `AbortError`.
 * @param options - `providers` and `provider`, to count finish reasons and errors by provider, too.
 * @returns how often each token was counted; tokens that were not counted are absent.
 * @throws What the translator throws, and TypeError if it returns anything but a list of events. An app goes on then, and
 *   reports a fault in `status$`.
 * @example
 * countStream(myAgent, [{ type: 'text', text: 'Hi.' }, { type: 'done' }]); // { 'turns/total': 1 }
 * countStream(myAgent, [], { status: 429 }); // { 'provider_error/http_429': 1, 'turns/total': 1 }
 */
export function countStream<Item>(
  translator: Translator<Item>,
  items: Iterable<Item>,
  error?: unknown,
  options?: SignalOptions,
): Counters {
  const thrown: unknown[] = [];
  const session = createSessionCounter({ ...options, release, translator: noting(translator, thrown) });
  const check = (isValid: boolean, place: string): void => {
    if (isValid) return;
    if (thrown.length > 0) throw thrown[0];
    throw new TypeError(`${place}: the translator must return a list of agent events`);
  };
  let position = 0;
  for (const item of items) check(session.count(item), `item ${++position}`);
  check(session.endStream(error), 'the end of the stream');
  return session.finish().counters;
}

/** A translator that also puts in `thrown` what it throws. */
const noting =
  <Item>(translator: Translator<Item>, thrown: unknown[]): Translator<Item> =>
  () => {
    const noted = <Result>(work: () => Result): Result => {
      try {
        return work();
      } catch (error) {
        thrown.push(error);
        throw error;
      }
    };
    const translation = noted(translator);
    return {
      next: (item) => noted(() => translation.next(item)),
      end: (error) => noted(() => translation.end(error)),
    };
  };
