import {
  catchError,
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  from,
  interval,
  map,
  merge,
  Observable,
  of,
  switchMap,
  throttleTime,
} from 'rxjs';
import type { Inspection, Status, Telemetry } from 'turntally';

/** The part of a `Telemetry` that is looked at. */
export type Watched = Pick<Telemetry<string>, 'status$' | 'inspect' | 'flush'>;

/** What has become known. */
export interface News {
  readonly status?: Status;
  /** null: it could not be had. */
  readonly inspection?: Inspection | null;
}

/** Storage is not looked at more often, however much is counted: looking also saves what is not saved yet. */
const restMs = 500;
/** Nobody tells of what other tabs count, and of pauses that end. */
const pollMs = 2000;

/** What `telemetry` tells, and what it has stored, for as long as somebody may see `element`. */
export const watch = (telemetry: Watched, element: Element, again$: Observable<unknown>): Observable<News> =>
  isSeen(element).pipe(switchMap((seen) => (seen ? look(telemetry, again$) : EMPTY)));

const look = (telemetry: Watched, again$: Observable<unknown>): Observable<News> =>
  from(telemetry.status$).pipe(
    connect((told$) =>
      merge(
        told$.pipe(map((status) => ({ status }))),
        // Looking is told as well, but changes none of these.
        merge(told$.pipe(distinctUntilChanged(isAlike)), interval(pollMs), again$).pipe(
          throttleTime(restMs, undefined, { leading: true, trailing: true }),
          // One that is left out here, as the one before takes so long, is made up for by the next poll.
          exhaustMap(() => defer(() => telemetry.inspect()).pipe(catchError(() => of(null)))),
          map((inspection) => ({ inspection })),
        ),
      ),
    ),
  );

const isAlike = (a: Status, b: Status): boolean =>
  a.counted === b.counted && a.state === b.state && a.storage === b.storage && a.lost === b.lost;

/** Whether it is on the screen, or near. */
const isSeen = (element: Element): Observable<boolean> =>
  new Observable<boolean>((subscriber) => {
    let isNear = false;
    const tell = (): void => subscriber.next(isNear && !document.hidden);
    const observer = new IntersectionObserver(
      (entries) => {
        isNear = !!entries.at(-1)?.isIntersecting;
        tell();
      },
      { rootMargin: '100%' },
    );
    observer.observe(element);
    document.addEventListener('visibilitychange', tell);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', tell);
    };
  }).pipe(distinctUntilChanged());

/** Also where an app is not checked by a compiler. */
export const isWatched = (telemetry: Partial<Watched> | null | undefined): telemetry is Watched =>
  typeof telemetry?.status$?.subscribe === 'function' &&
  typeof telemetry.inspect === 'function' &&
  typeof telemetry.flush === 'function';
