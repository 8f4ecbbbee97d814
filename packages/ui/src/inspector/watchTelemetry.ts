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

/** What the inspector needs of a `Telemetry`. */
export type InspectedTelemetry = Pick<Telemetry<string>, 'status$' | 'inspect' | 'flush'>;

/** A change of what is known about the telemetry. */
export interface TelemetryNews {
  readonly status?: Status;
  /** `null`: it could not be read. */
  readonly inspection?: Inspection | null;
}

/** The least time between two reads of storage. A read also saves what is not saved yet, so it must not follow each count. */
const restMs = 500;
/** No event reports what other tabs count, or that a pause has ended. */
const pollMs = 2000;

/** The status of `telemetry` and what it has stored, while `element` may be visible. `reread$` reads at once. */
export const watchTelemetry = (
  telemetry: InspectedTelemetry,
  element: Element,
  reread$: Observable<unknown>,
): Observable<TelemetryNews> =>
  isVisible(element).pipe(switchMap((visible) => (visible ? observe(telemetry, reread$) : EMPTY)));

const observe = (telemetry: InspectedTelemetry, reread$: Observable<unknown>): Observable<TelemetryNews> =>
  from(telemetry.status$).pipe(
    connect((status$) =>
      merge(
        status$.pipe(map((status) => ({ status }))),
        // Reading storage emits a status, too; as it changes none of the compared fields, it causes no further read.
        merge(status$.pipe(distinctUntilChanged(haveSameCounts)), interval(pollMs), reread$).pipe(
          throttleTime(restMs, undefined, { leading: true, trailing: true }),
          // If a read takes so long that the next one is dropped, the following poll makes up for it.
          exhaustMap(() => defer(() => telemetry.inspect()).pipe(catchError(() => of(null)))),
          map((inspection) => ({ inspection })),
        ),
      ),
    ),
  );

const haveSameCounts = (a: Status, b: Status): boolean =>
  a.counted === b.counted && a.state === b.state && a.storage === b.storage && a.lost === b.lost;

/** Whether the element is on the screen or less than a screen away, in a visible page. */
const isVisible = (element: Element): Observable<boolean> =>
  new Observable<boolean>((subscriber) => {
    // jsdom has no IntersectionObserver.
    let isNear = !('IntersectionObserver' in globalThis);
    const emit = (): void => subscriber.next(isNear && !document.hidden);
    const observer = isNear
      ? undefined
      : new IntersectionObserver(
          (entries) => {
            isNear = entries.at(-1)?.isIntersecting ?? false;
            emit();
          },
          { rootMargin: '100%' },
        );
    observer?.observe(element);
    emit();
    document.addEventListener('visibilitychange', emit);
    return () => {
      observer?.disconnect();
      document.removeEventListener('visibilitychange', emit);
    };
  }).pipe(distinctUntilChanged());

/** Checked at run time, because an app may be written without types. */
export const isInspectable = (
  telemetry: Partial<InspectedTelemetry> | null | undefined,
): telemetry is InspectedTelemetry =>
  typeof telemetry?.status$?.subscribe === 'function' &&
  typeof telemetry.inspect === 'function' &&
  typeof telemetry.flush === 'function';
