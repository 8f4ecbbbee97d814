import { type SchedulerLike, Subject, Subscription } from 'rxjs';
import { type Feed, feed } from '../adapters/tapStream.js';
import type { Translator } from '../events.js';
import type { Release } from '../protocol/index.js';
import { addTokens, entriesOf } from '../reducers/counters.js';
import { inspectLedger } from '../reducers/inspect.js';
import { emptyLedger, fold } from '../reducers/ledger.js';
import { type Counters, tokensOf, withExtraSignals } from '../signals.js';
import { tallyTurns } from '../streams/tallyTurns.js';
import { tap } from '../streams/tap.js';
import { type SignalOptions, toSignals } from '../streams/toSignals.js';

/** What an app counts in a session, and what it would send. */
export interface SessionCounts {
  /** How often each token was counted. */
  readonly counters: Counters;
  /** In how many turns each token was counted at least once. */
  readonly turnCounts: Counters;
  /** The bodies that a flush would post, byte for byte and in order; at most one hundred. */
  readonly payloads: readonly string[];
}

/** Counts the items of one session after the other: `count` each item, `endStream` after each stream, then `finish`. */
export interface SessionCounter {
  /**
   * Counts the next item of the stream. The first item after `endStream` begins a new stream.
   *
   * @returns false if the item is invalid: an app would report it as a fault in `status$`.
   */
  count(item: unknown): boolean;
  /**
   * Ends the stream.
   *
   * @param error - What the stream failed with; without it, or with `null`, the stream completed.
   * @returns false if the translator failed or returned an invalid event: an app would report it as a fault in `status$`.
   */
  endStream(error?: unknown): boolean;
  /** Ends the last stream and returns what was counted. */
  finish(): SessionCounts;
}

export interface SessionOptions extends SignalOptions {
  /** Stated in the payloads. */
  readonly release: Release;
  /** The adapter for the items. @defaultValue the items are `AgentEvent`s */
  readonly translator?: Translator<unknown> | undefined;
}

/** Recordings have no time, so only events end a turn, never the time that reading them takes. */
const timelessScheduler: SchedulerLike = { now: Date.now, schedule: () => Subscription.EMPTY };

/**
 * Counts a recorded session with the operators of `startTurntally`, without storage and network. Use it to test what an app
 * would report. The app's own signals are not counted.
 *
 * @example
 * const session = createSessionCounter({ release: { version: '1.4.0', os: 'linux' }, translator: aiSdk });
 * for (const part of recordedParts) session.count(part);
 * session.finish().counters; // { 'finish_reason/stop': 1, 'turns/total': 1 }
 */
export function createSessionCounter({ release, translator, ...options }: SessionOptions): SessionCounter {
  const vocabulary = tokensOf(withExtraSignals({}, options.providers));
  let ledger = emptyLedger();
  const turnCounts: Counters = {};
  let faults = 0;
  const addFault = (): void => {
    faults++;
  };
  const event$ = new Subject<unknown>();
  const streamEnded$ = new Subject<void>();
  const record = (event: unknown): unknown => {
    event$.next(event);
    return Object(event).kind;
  };
  const counting = tap(translator, { record, save: () => streamEnded$.next(), onFault: addFault });
  let stream: Feed<unknown> | undefined;

  const tally = tallyTurns(streamEnded$, { scheduler: timelessScheduler });
  event$.pipe(toSignals(addFault, options), tally).subscribe((counters) => {
    ledger = fold(ledger, [{ release, counters }]);
    const tokens = entriesOf(counters).map(([token]) => token);
    if (counters['turns/total']) addTokens(turnCounts, tokens);
  });

  return {
    count(item) {
      const faultsBefore = faults;
      stream ??= feed(counting);
      stream.next(item);
      return faults === faultsBefore;
    },
    endStream(error) {
      const faultsBefore = faults;
      const ending = stream ?? feed(counting);
      stream = undefined;
      if (error === undefined || error === null) ending.complete();
      else ending.error(error);
      return faults === faultsBefore;
    },
    finish() {
      stream?.complete();
      stream = undefined;
      const { pending, next } = inspectLedger(ledger, true, Date.now(), vocabulary);
      return { counters: pending[0]?.counters ?? {}, turnCounts, payloads: next };
    },
  };
}
