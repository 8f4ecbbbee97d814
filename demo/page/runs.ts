import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  fromEvent,
  ignoreElements,
  map,
  merge,
  type Observable,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs';
import type { DemoEvent } from '../script/demoEvent.js';
import { busyWhile } from './busy.js';
import { byId, plural, setText } from './dom.js';
import { fetchSession } from './fetches.js';
import { parseRecording, replay } from './replayLines.js';
import type { Source } from './sources/source.js';
import { sourceView } from './sourceView.js';

interface Run {
  readonly what: 'run' | 'replay';
  /** The events, already counted. */
  readonly events$: Observable<DemoEvent>;
  /** Shown at the end. */
  readonly note?: () => string;
}

export interface Runs {
  /** The first one emits turntally's own events, which recordings contain. */
  readonly sources: readonly [Source, ...Source[]];
  /** Counts the events of a recording like live ones. */
  readonly counted: (events$: Observable<DemoEvent>) => Observable<DemoEvent>;
  readonly show: (event: DemoEvent) => void;
  /** Finished before the next run may start. */
  readonly afterwards: () => Promise<void>;
}

/** The runs the person starts, one at a time. */
export function runs({ sources, counted, show, afterwards }: Runs): Observable<never> {
  const play = ({ what, events$, note = () => '' }: Run): Observable<never> => {
    let events = 0;
    let done = 0;
    let end = 'Stopped after';
    const count = ({ kind }: DemoEvent) => {
      events += 1;
      if (kind === 'turn_done') done += 1;
    };
    const playing = events$.pipe(
      tap(show),
      tap({
        next: count,
        complete: () => {
          end = what === 'run' ? 'Ran' : 'Replayed';
        },
      }),
      takeUntil(fromEvent(byId('stop'), 'click')),
      ignoreElements(),
      catchError((error: Error) => {
        end = `${error.message} Before that:`;
        return EMPTY;
      }),
    );
    const report = defer(async () => {
      setText(byId('run-report'), `${end} ${plural(done, 'turn')}, ${plural(events, 'event')}. ${note()}`.trim());
      await afterwards();
    });
    return busyWhile(what, concat(playing, report.pipe(ignoreElements())));
  };
  return merge(agentRuns(sources), replays(counted)).pipe(exhaustMap(play));
}

const manyTurns = 100;

function agentRuns(sources: Runs['sources']): Observable<Run> {
  const { source, nextTurn } = sourceView(sources, sessionStorage);
  const many = () => Array.from({ length: Math.ceil(manyTurns / source().turns.length) }, () => source().turns).flat();
  return merge(
    fromEvent(byId('run-one'), 'click').pipe(map(() => [nextTurn()])),
    fromEvent(byId('run-hundred'), 'click').pipe(map(() => many().slice(0, manyTurns))),
  ).pipe(map((turns) => ({ what: 'run', events$: source().run(turns) })));
}

function replays(counted: Runs['counted']): Observable<Run> {
  return merge(
    fromEvent(byId('replay'), 'click').pipe(map(() => fetchSession)),
    chosenFiles().pipe(map((file) => () => file.text())),
  ).pipe(
    map(replayOf),
    map((run) => ({ ...run, events$: counted(run.events$) })),
  );
}

function replayOf(read: () => Promise<string>): Run {
  let note = '';
  const events$ = defer(read).pipe(
    map(parseRecording),
    tap(({ malformed, firstMalformed }) => {
      if (malformed > 0) note = `${plural(malformed, 'line')} left out; the first: ${firstMalformed}.`;
    }),
    switchMap(replay),
  );
  return { what: 'replay', events$, note: () => note };
}

/** Files from the picker and from drag and drop. */
function chosenFiles(): Observable<File> {
  const input = byId<HTMLInputElement>('file');
  const zone = byId('drop');
  const over = fromEvent<DragEvent>(zone, 'dragover').pipe(tap(() => zone.classList.add('over')));
  const away = merge(fromEvent<DragEvent>(zone, 'dragleave'), fromEvent<DragEvent>(zone, 'drop')).pipe(
    tap(() => zone.classList.remove('over')),
  );
  const dropped = merge(over, away).pipe(
    tap((event) => event.preventDefault()),
    filter(({ type }) => type === 'drop'),
    map(({ dataTransfer }) => dataTransfer?.files[0]),
  );
  const picked = fromEvent(input, 'change').pipe(
    map(() => input.files?.[0]),
    tap(() => {
      input.value = ''; // the same file can be picked again
    }),
  );
  return merge(picked, dropped).pipe(filter((file) => file !== undefined));
}
