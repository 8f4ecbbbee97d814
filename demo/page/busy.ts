import { defer, finalize, type Observable } from 'rxjs';
import { byId } from './dom.js';

/** Marks the page busy while the stream is subscribed. Buttons stay focusable: a second click is ignored by `exhaustMap`. */
export function busyWhile<T>(what: 'run' | 'replay' | 'flush', stream$: Observable<T>): Observable<T> {
  return defer(() => {
    show(what);
    return stream$.pipe(finalize(() => show(undefined)));
  });
}

function show(what: 'run' | 'replay' | 'flush' | undefined): void {
  const { dataset } = document.documentElement;
  if (what === undefined) delete dataset.busy;
  else dataset.busy = what;
  const running = what === 'run' || what === 'replay';
  byId<HTMLButtonElement>('stop').disabled = !running;
  for (const id of ['run-one', 'run-hundred', 'replay']) byId(id).setAttribute('aria-disabled', String(running));
  byId('flush').setAttribute('aria-disabled', String(what === 'flush'));
}
