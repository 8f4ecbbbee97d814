import type { FlushReport, Lost, Status } from 'turntally';
import type { Os } from 'turntally/protocol';

/** Words for a number of things: the number, and how it is written in the language. */
type Counted = (count: number, written: string) => string;

/** The words of `<turntally-inspector>` alone. Times and numbers are handed over as written in the language. */
export interface InspectorStrings {
  readonly title: string;
  /** Instead of everything, where `.telemetry` is not what `startTurntally` returned. */
  readonly noTelemetry: string;
  /** Instead of everything, where the element was given something it cannot show. */
  readonly problem: (reason: string) => string;
  /** Until what is stored has been read for the first time. */
  readonly reading: string;

  /** Whether anything is counted, and why nothing is. */
  readonly states: Readonly<Record<Status['state'], string>>;
  /** In place of `states.off`, where the person has agreed. */
  readonly notEnabled: string;
  /** More of that. While counting is on, one of the last three is there, so that nothing moves at the first event. */
  readonly notes: {
    readonly failing: string;
    readonly memory: string;
    readonly faults: Counted;
    readonly noEvents: string;
    readonly noneCounted: string;
    readonly live: string;
  };
  readonly seen: string;
  readonly counted: string;

  readonly send: string;
  readonly sending: string;
  readonly sendFailed: string;
  readonly skipped: Readonly<Record<NonNullable<FlushReport['skipped']>, string>>;
  /** What a flush did: one sentence for each number that is not 0. */
  readonly flushed: Readonly<Record<'delivered' | 'foldedBack' | 'held' | 'lost', Counted>>;
  readonly flushedNothing: string;

  readonly erase: string;
  readonly eraseQuestion: string;
  /** Added to the question where erasing also answers no, as nothing has been decided. */
  readonly eraseUndecided: string;
  readonly eraseAndGoOn: string;
  readonly eraseAndStop: string;
  /** The one choice where counting is off. */
  readonly eraseOnly: string;
  readonly cancel: string;
  readonly erasing: string;
  readonly erasedGoesOn: string;
  readonly erasedIsOff: string;
  /** Erased, but counting could not be switched on again. */
  readonly erasedNotRestored: string;
  readonly eraseFailed: string;

  readonly counts: Counted;
  readonly release: (version: string, os: string) => string;
  readonly operatingSystems: Readonly<Record<Os, string>>;

  readonly pending: string;
  readonly nothingPending: string;
  /** In place of all that is stored, while it cannot be read. */
  readonly unknown: string;

  readonly sealed: string;
  readonly nothingSealed: string;
  readonly waiting: (counts: string, release: string, since: string) => string;
  readonly key: string;
  /** Why it waits. */
  readonly unanswered: string;
  readonly refused: Counted;
  readonly failures: Counted;
  readonly tooOld: string;

  readonly next: string;
  readonly nextLaunch: string;
  readonly notBefore: (time: string) => string;
  readonly notAgreed: string;
  readonly lastDelivered: (time: string) => string;
  readonly nothingNext: string;
  readonly payload: string;
  readonly nth: (n: string, of: string) => string;
  readonly bytes: Counted;
  /** No more are shown than this many. */
  readonly mostPayloads: (shown: string) => string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly download: string;
  readonly downloadFailed: string;

  readonly lost: string;
  readonly lostBecause: Readonly<Record<keyof Lost, string>>;
}
