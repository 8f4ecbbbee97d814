import { classifyProviderError } from '../reducers/classifyError.js';
import { endStates, type LangGraphEvent, ownEvents, rootStateOf, startStates } from './langGraphEvent.js';
import { type Feed, feed, type Tap } from './tapStream.js';

/** Counts the runs of an agent server that a page asks for, from all the streams that are open. */
export function serverRuns(tap: Tap<LangGraphEvent>) {
  let read = ownEvents();
  /** Open streams, and whether they have all that is counted. */
  const streams = new Map<Feed<LangGraphEvent>, boolean>();
  /** Runs that were asked for, and have not started. */
  let asked = 0;
  let run: Feed<LangGraphEvent> | undefined;

  const hasWhole = (): boolean => [...streams.values()].includes(true);
  const drop = (): void => {
    run?.drop();
    run = undefined;
  };
  /** What cannot be read is not counted; the page gets it all the same. */
  const readable = (item: LangGraphEvent): ReturnType<typeof read> => {
    try {
      return read(item);
    } catch {
      return undefined;
    }
  };
  const next = (item: LangGraphEvent): void => {
    const event = readable(item);
    if (!event) return;
    const state = rootStateOf(event);
    if (startStates.includes(state)) {
      // Somebody else's, or the same start once more.
      if (asked === 0) return;
      asked--;
      drop();
      run = feed(tap);
    }
    run?.next(item);
    if (!endStates.includes(state)) return;
    run?.complete();
    run = undefined;
  };

  return {
    /** A run is asked for: the next one that starts is counted. */
    ask(): void {
      asked++;
    },
    /** What was asked for is refused: a turn that failed. */
    refuse(error: unknown): void {
      asked = Math.max(0, asked - 1);
      feed(tap).error(error);
    },
    /** The page leaves the thread. */
    reset(): void {
      drop();
      asked = 0;
      streams.clear();
      read = ownEvents();
    },
    /** A stream of events. One that does not have all of them is heard only while there is none that does. */
    open(isWhole: boolean): Feed<LangGraphEvent> {
      /** The stream is over; whether a run is cut with it. */
      const ends = (): boolean => streams.delete(stream) && !hasWhole();
      const end = (finish: (cut: Feed<LangGraphEvent>) => void): void => {
        if (!ends() || !run) return;
        finish(run);
        run = undefined;
      };
      const stream: Feed<LangGraphEvent> = {
        next(item) {
          if (streams.has(stream) && (isWhole || !hasWhole())) next(item);
        },
        error(error) {
          // A connection that does not come back, whatever it says: it was there before.
          const isLost = classifyProviderError(error) === 'other';
          end((cut) => (isLost ? cut.complete() : cut.error(error)));
        },
        complete: () => end((cut) => cut.complete()),
        drop: () => void streams.delete(stream),
      };
      streams.set(stream, isWhole);
      return stream;
    },
  };
}
