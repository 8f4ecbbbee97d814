import type { Observable } from 'rxjs';
import type { Status } from '../status.js';
import { log } from './log.js';

/** How long a page may take until it counts, milliseconds. */
const startMs = 10_000;

/** Follows the status, and explains in the console why a page counts nothing. */
export function explainStatus(status$: Observable<Status>) {
  let isAttached = false;
  let status: Status | undefined;
  const said = new Set<string>();
  const sayOnce = (level: 'info' | 'warn', text: string): void => {
    if (!said.has(text)) log(level, text);
    said.add(text);
  };
  /** Events seen before the first count could be made. */
  let seenBefore = 0;
  const subscription = status$.subscribe((next) => {
    if (status?.state !== next.state) seenBefore = next.seen;
    status = next;
    if (next.storage === 'failing') sayOnce('warn', 'storage fails: counts are in memory, and saving is tried again.');
    if (next.faults > 0) sayOnce('warn', reasons.faults);
  });
  const explainStart = (): void => {
    if (!status) return;
    if (!isAttached) sayOnce('info', reasons.notAttached);
    if (status.state === 'undecided') sayOnce('info', reasons.undecided);
    if (status.state === 'off') sayOnce('info', reasons.off);
    if (status.state !== 'counting') return;
    if (status.storage === 'memory') sayOnce('warn', reasons.memory);
    if (status.seen > seenBefore && status.counted === 0) sayOnce('warn', reasons.noneCounted);
  };
  // A server has no person to ask.
  const timer = typeof document === 'undefined' ? undefined : setTimeout(explainStart, startMs);
  return {
    sayOnce,
    /** Something is counted from: `tap`, `record` or `count` was called. */
    attached(): void {
      isAttached = true;
    },
    stop(): void {
      clearTimeout(timer);
      subscription.unsubscribe();
    },
  };
}

const reasons = {
  notAttached:
    'nothing is attached to it yet. If the agent has run: pass its events to `telemetry.tap()` or `telemetry.record()`, or count with `telemetry.count()`.',
  undecided:
    'nothing is counted or sent: the person has not answered. <turntally-consent> asks, or `consent.answer(true)` stores a yes.',
  off: 'nothing is counted or sent: the person has answered no.',
  memory: 'there is no IndexedDB here: counts are in memory, and are lost when the page is left.',
  noneCounted:
    'events arrive, but none is counted: their `kind`s are not those of an AgentEvent. Is an adapter missing?',
  faults: 'an event could not be read, or a token is not in the vocabulary: `status$` has the number, as `faults`.',
} as const;
