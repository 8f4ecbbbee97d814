import { classifyProviderError } from '../reducers/classifyError.js';
import { unlessItThrows } from '../unlessItThrows.js';
import { fieldsOf } from './foreign.js';
import { endStates, type LangGraphEvent, ownEvents, rootStateOf, startStates } from './langGraphEvent.js';
import { type Feed, feed, type Tap } from './tapStream.js';

/** A run that was asked for. */
interface Asked {
  /** As the server reported it, if it does. */
  id?: unknown;
  hasStarted?: boolean;
}

/** Events are held back for an answer, but not for one that comes late. */
const mostHeld = 1000;

/** Counts the runs of an agent server that a page asks for, from all the streams that are open. */
export function serverRuns(tap: Tap<LangGraphEvent>) {
  let read = ownEvents();
  /** Open streams, and whether they have all that is counted. */
  const streams = new Map<Feed<LangGraphEvent>, boolean>();
  /** Runs that were asked for, and have not started. */
  const asked = new Set<Asked>();
  /** Until the server has answered, it is not known which run was asked for, or that none was. */
  const unanswered = new Set<Asked>();
  const held: (() => void)[] = [];
  let run: { readonly id: string | undefined; readonly fed: Feed<LangGraphEvent> } | undefined;

  const whenAnswered = (work: () => void): void => {
    held.push(work);
    if (held.length > mostHeld) unanswered.clear();
    if (!unanswered.size) for (const each of held.splice(0)) each();
  };
  const hasWhole = (): boolean => [...streams.values()].includes(true);
  const endRun = (finish: (fed: Feed<LangGraphEvent>) => void): void => {
    if (run) finish(run.fed);
    run = undefined;
  };
  const drop = (): void => endRun((fed) => fed.drop());
  /** What cannot be read is not counted; the page gets it all the same. */
  const readable = (item: LangGraphEvent): ReturnType<typeof read> => unlessItThrows(() => read(item));
  /** The run that was asked for, if it is the one with this id. */
  const askedWith = (id: string | undefined): Asked | undefined =>
    [...asked].find((one) => one.id === id) ?? [...asked].find((one) => one.id === undefined || id === undefined);
  const next = (item: LangGraphEvent): void => {
    const event = readable(item);
    if (!event) return;
    const state = rootStateOf(event);
    const id = runOf(item);
    if (startStates.includes(state)) {
      const started = askedWith(id);
      // Somebody else's, or the same start once more.
      if (!started) return;
      started.hasStarted = true;
      asked.delete(started);
      drop();
      run = { id, fed: feed(tap) };
    }
    if (id && run?.id && id !== run.id) return;
    run?.fed.next(item);
    if (endStates.includes(state)) endRun((fed) => fed.complete());
  };

  return {
    /** A run is asked for, to be counted when it starts. */
    ask() {
      const one: Asked = {};
      asked.add(one);
      unanswered.add(one);
      const settle = (work: () => void): void => {
        unanswered.delete(one);
        whenAnswered(work);
      };
      const fail = (error: unknown): void => {
        asked.delete(one);
        if (!one.hasStarted) feed(tap).error(error);
      };
      return {
        accept(id?: unknown): void {
          one.id = id;
          settle(() => {});
        },
        /** A turn that failed. */
        refuse(error: unknown): void {
          fail(error);
          settle(() => {});
        },
        /** The answer is lost: the run may have started all the same, and counts once. */
        lose: (error: unknown): void => settle(() => fail(error)),
      };
    },
    /** The page leaves the thread. */
    reset(): void {
      unanswered.clear();
      whenAnswered(drop);
      asked.clear();
      streams.clear();
      read = ownEvents();
    },
    /** A stream of events. One that does not have all of them is heard only while there is none that does. */
    open(isWhole: boolean): Feed<LangGraphEvent> {
      const end = (finish: (cut: Feed<LangGraphEvent>) => void): void => {
        // A run is cut with the last stream.
        const isLast = streams.delete(stream) && !hasWhole();
        if (isLast) whenAnswered(() => endRun(finish));
      };
      const stream: Feed<LangGraphEvent> = {
        next(item) {
          if (streams.has(stream) && (isWhole || !hasWhole())) whenAnswered(() => next(item));
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

/** The run of an event that the server makes itself, as those of the graph's own state: `synth:<run>:…`. */
function runOf(item: LangGraphEvent): string | undefined {
  const { event_id: id } = fieldsOf(item);
  const [kind, run] = typeof id === 'string' ? id.split(':') : [];
  return kind === 'synth' ? run : undefined;
}

/** Whether the server has refused a command, rather than that its answer was lost. */
export const isRefusal = (error: unknown): boolean => Number(unlessItThrows(() => fieldsOf(error).status)) < 500;
