import { type SchedulerLike, Subject, Subscription } from 'rxjs';
import { type Feed, feed } from '../adapters/tapStream.js';
import type { Translator } from '../events.js';
import type { Release } from '../protocol/index.js';
import { addTokens, entriesOf } from '../reducers/counters.js';
import { inspectLedger } from '../reducers/inspect.js';
import { emptyLedger, fold } from '../reducers/ledger.js';
import { agentSignals, type Counters, tokensOf } from '../signals.js';
import { tallyTurns } from '../streams/tallyTurns.js';
import { tap } from '../streams/tap.js';
import { toSignals } from '../streams/toSignals.js';

/** What an app would have counted of a session, and what it would send at its next launch. */
export interface SessionCounts {
  readonly counters: Counters;
  /** In how many turns each token was counted. */
  readonly inTurns: Counters;
  /** The exact bodies that a flush would post, in order; the first hundred. */
  readonly payloads: readonly string[];
}

export interface SessionCounter {
  /** The next item of the stream; false where an app would have noted a fault. */
  next(item: unknown): boolean;
  /** The stream is over, by an error or by itself; the next item is the first of another. */
  end(error?: unknown): void;
  /** All is over. */
  finish(): SessionCounts;
}

/** A recording has no time: a turn is closed by what was recorded, not by how long it takes to read it. */
const noTime: SchedulerLike = { now: Date.now, schedule: () => Subscription.EMPTY };

const vocabulary = tokensOf(agentSignals);

/**
 * Counts the items of an agent's stream as `startTurntally` does, with the same operators, without storage or network.
 *
 * @param translator of the framework's adapter; `undefined` for a stream of agent events.
 * @example
 * const session = countSession(aiSdk, { version: '1.4.0', os: 'other' });
 * for (const part of recordedParts) session.next(part);
 * session.end();
 * session.finish().counters; // { 'finish_reason/stop': 1, 'turns/total': 1 }
 */
export function countSession(translator: Translator<unknown> | undefined, release: Release): SessionCounter {
  let ledger = emptyLedger();
  const inTurns: Counters = {};
  let faults = 0;
  const fault = (): void => {
    faults++;
  };
  const event$ = new Subject<unknown>();
  const ended$ = new Subject<void>();
  const record = (event: unknown): unknown => {
    event$.next(event);
    return Object(event).kind;
  };
  const counting = tap(translator, { record, ended: () => ended$.next(), fault });
  let stream: Feed<unknown> | undefined;

  event$.pipe(toSignals(fault), tallyTurns(ended$, { scheduler: noTime })).subscribe((counters) => {
    ledger = fold(ledger, [{ release, counters }]);
    const tokens = entriesOf(counters).map(([token]) => token);
    if (counters['turns/total']) addTokens(inTurns, tokens);
  });

  return {
    next(item) {
      const before = faults;
      stream ??= feed(counting);
      stream.next(item);
      return faults === before;
    },
    end(error) {
      const ending = stream ?? feed(counting);
      stream = undefined;
      if (error === undefined || error === null) ending.complete();
      else ending.error(error);
    },
    finish() {
      stream?.complete();
      stream = undefined;
      const { pending, next } = inspectLedger(ledger, true, Date.now(), vocabulary);
      return { counters: pending[0]?.counters ?? {}, inTurns, payloads: next };
    },
  };
}
