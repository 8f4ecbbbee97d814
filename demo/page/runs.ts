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
import { agentStream } from '../agent.js';
import type { DemoEvent } from '../script/demoEvent.js';
import { busyWhile } from './busy.js';
import { byId, plural, setText } from './dom.js';
import { type DemoConfig, fetchSession } from './fetches.js';
import { parseRecording, replay } from './replayLines.js';

interface Run {
  readonly what: 'run' | 'replay';
  readonly events$: Observable<DemoEvent>;
  /** Said at the end. */
  readonly note?: () => string;
}

/**
 * What the person asks for, one run at a time. `observe` is what an app does with its agent's stream; `afterwards` is
 * waited for before the next.
 */
export function runs(
  turns: DemoConfig['turns'],
  observe: (events$: Observable<DemoEvent>) => Observable<DemoEvent>,
  afterwards: () => Promise<void>,
): Observable<never> {
  const play = ({ what, events$, note = () => '' }: Run): Observable<never> => {
    let events = 0;
    let done = 0;
    let end = 'Stopped after';
    const count = ({ kind }: DemoEvent) => {
      events += 1;
      if (kind === 'turn_done') done += 1;
    };
    const playing = observe(events$).pipe(
      tap({
        next: count,
        complete: () => {
          end = what === 'run' ? 'Ran' : 'Replayed';
        },
      }),
      takeUntil(fromEvent(byId('stop'), 'click')),
      ignoreElements(),
      catchError((error: Error) => {
        end = `${error.message} Until then:`;
        return EMPTY;
      }),
    );
    const report = defer(async () => {
      setText(byId('run-report'), `${end} ${plural(done, 'turn')}, ${plural(events, 'event')}. ${note()}`.trim());
      await afterwards();
    });
    return busyWhile(what, concat(playing, report.pipe(ignoreElements())));
  };
  return merge(agentRuns(turns), replays()).pipe(exhaustMap(play));
}

function agentRuns(turns: DemoConfig['turns']): Observable<Run> {
  const select = byId<HTMLSelectElement>('turn');
  select.append(
    new Option(`The next of the ${turns.length}`, ''),
    ...turns.map(({ id, title }) => new Option(title, id)),
  );
  let next = 0;
  const chosen = () => (select.value === '' ? `turns=1&from=${next++}` : `turn=${select.value}`);
  return merge(
    fromEvent(byId('run-one'), 'click').pipe(map(chosen)),
    fromEvent(byId('run-hundred'), 'click').pipe(map(() => 'turns=100')),
  ).pipe(map((query) => ({ what: 'run', events$: agentStream(`/agent?${query}`) })));
}

function replays(): Observable<Run> {
  return merge(
    fromEvent(byId('replay'), 'click').pipe(map(() => fetchSession)),
    chosenFiles().pipe(map((file) => () => file.text())),
  ).pipe(map(replayOf));
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
