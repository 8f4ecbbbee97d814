import { defer, finalize, type Observable } from 'rxjs';
import { byId } from './dom.js';

type Busy = 'run' | 'replay' | 'flush';

const busy = new Set<Busy>();

/** Marks the page busy while the stream is subscribed. Buttons stay focusable; `exhaustMap` ignores a second click. */
export function busyWhile<T>(what: Busy, stream$: Observable<T>): Observable<T> {
  return defer(() => {
    busy.add(what);
    show();
    return stream$.pipe(
      finalize(() => {
        busy.delete(what);
        show();
      }),
    );
  });
}

function show(): void {
  const { dataset } = document.documentElement;
  if (busy.size === 0) delete dataset.busy;
  else dataset.busy = [...busy].join(' ');
  const running = busy.has('run') || busy.has('replay');
  byId<HTMLButtonElement>('stop').disabled = !running;
  for (const id of ['run-one', 'run-hundred', 'replay']) byId(id).setAttribute('aria-disabled', String(running));
}
