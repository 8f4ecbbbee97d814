import type { FlushReport, Lost, Status } from 'turntally';
import type { Os } from 'turntally/protocol';

/** A number with its noun. `written` is the number as the language writes it; `count` selects singular or plural. */
type Counted = (count: number, written: string) => string;

/** The texts of `<turntally-inspector>`. Times and numbers are passed as the language writes them. */
export interface InspectorStrings {
  readonly title: string;
  /** Shown instead of everything else if `.telemetry` is not what `startTurntally` returned. */
  readonly noTelemetry: string;
  /** Shown instead of everything else if a property has a value that cannot be shown. */
  readonly problem: (reason: string) => string;
  /** Shown until storage has been read for the first time. */
  readonly reading: string;

  /** Whether anything is counted, and if not, why. */
  readonly states: Readonly<Record<Status['state'], string>>;
  /** Shown instead of `states.off` if the person has agreed. */
  readonly notEnabled: string;
  /** Details of the state. While counting, one of the last three is always shown, so that nothing moves at the first event. */
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
  /** What a flush did: one sentence for each number above 0. */
  readonly flushed: Readonly<Record<'delivered' | 'foldedBack' | 'held' | 'lost', Counted>>;
  readonly flushedNothing: string;

  readonly erase: string;
  readonly eraseQuestion: string;
  /** Added to the question while undecided, because erasing then also answers no. */
  readonly eraseUndecided: string;
  readonly eraseAndGoOn: string;
  readonly eraseAndStop: string;
  /** The only choice while counting is off. */
  readonly eraseOnly: string;
  readonly cancel: string;
  readonly erasing: string;
  readonly erasedGoesOn: string;
  readonly erasedIsOff: string;
  /** Everything is erased, but counting could not be switched on again. */
  readonly erasedNotRestored: string;
  readonly eraseFailed: string;

  readonly counts: Counted;
  readonly release: (version: string, os: string) => string;
  readonly operatingSystems: Readonly<Record<Os, string>>;

  readonly pending: string;
  readonly nothingPending: string;
  /** Shown instead of the stored counts while storage cannot be read. */
  readonly unknown: string;

  readonly sealed: string;
  readonly nothingSealed: string;
  readonly waiting: (counts: string, release: string, since: string) => string;
  readonly key: string;
  /** This and the following three: why a sealed delivery is waiting. */
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
  /** Heads the exact bytes that would be sent. */
  readonly exact: string;
  readonly payload: string;
  readonly nth: (n: string, of: string) => string;
  readonly bytes: Counted;
  /** The number of payloads that are shown at most. */
  readonly mostPayloads: (shown: string) => string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly download: string;
  readonly downloadFailed: string;

  readonly lost: string;
  readonly lostBecause: Readonly<Record<keyof Lost, string>>;
  /** How many of them the next delivery reports, where the person is asked for that. */
  readonly unreported: Counted;
}
