import { bufferCount, concatMap, delay, from, mergeAll, type Observable, of } from 'rxjs';
import type { DemoEvent } from '../script/demoEvent.js';

/** A recorded session: one JSON object a line. Other lines are left out and counted; the first is described. */
export interface Recording {
  readonly events: readonly DemoEvent[];
  readonly malformed: number;
  readonly firstMalformed?: string;
}

export function parseRecording(text: string): Recording {
  const events: DemoEvent[] = [];
  const malformed: string[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') malformed.push(`line ${index + 1} ${parsed}`);
    else events.push(parsed);
  });
  const [firstMalformed] = malformed;
  return { events, malformed: malformed.length, ...(firstMalformed !== undefined && { firstMalformed }) };
}

/** The event, or what is wrong with the line. Unknown kinds are left to turntally. */
function parseLine(line: string): DemoEvent | string {
  try {
    const value: unknown = JSON.parse(line);
    const isEvent = typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
    return isEvent ? (value as DemoEvent) : 'has no "kind"';
  } catch {
    return 'is not JSON';
  }
}

const frames = 60;
const frameMs = 25;

/** Plays the events in about 60 portions at most, so that the replay can be watched, no matter how long it is. */
export function replay({ events }: Recording): Observable<DemoEvent> {
  const portion = Math.max(12, Math.ceil(events.length / frames));
  return from(events).pipe(
    bufferCount(portion),
    concatMap((some) => of(some).pipe(delay(frameMs))),
    mergeAll(),
  );
}
