import { asyncScheduler, EMPTY, filter, fromEvent, merge, Observable, type SchedulerLike, timer } from 'rxjs';
import { randomId } from './randomId.js';
import type { Os } from './signals.js';

/** Everything the outside world provides; each part can be replaced. */
export interface Host {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Web Locks; where they are missing, launches go on without. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Clock and timers: a `VirtualTimeScheduler` makes tests run in virtual time. */
  readonly scheduler: SchedulerLike;
  /** 0 ≤ x < 1, as `Math.random`. */
  random(): number;
  /** 16 to 64 characters of `[0-9a-zA-Z_-]`, never the same twice. */
  newId(): string;
  /** The page may go away: save now. */
  readonly hidden$: Observable<unknown>;
  /** The page has nothing better to do: emits once. */
  readonly idle$: Observable<unknown>;
  /** False only when certainly offline. */
  online(): boolean;
  os(): Os;
}

/** The real one. Reads no global before it is used, so that importing it touches nothing. */
export const browserHost: Host = {
  fetch: (url, init) => fetch(url, init),
  get locks() {
    return globalThis.navigator?.locks;
  },
  scheduler: asyncScheduler,
  random: () => Math.random(),
  newId: randomId,
  get hidden$() {
    if (typeof document === 'undefined') return EMPTY;
    return merge(
      fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'hidden')),
      fromEvent(document, 'freeze'),
      fromEvent(window, 'pagehide'),
    );
  },
  get idle$() {
    if (typeof requestIdleCallback === 'undefined') return timer(0);
    return new Observable<void>((subscriber) => {
      const handle = requestIdleCallback(
        () => {
          subscriber.next();
          subscriber.complete();
        },
        { timeout: 5000 },
      );
      return () => cancelIdleCallback(handle);
    });
  },
  online: () => globalThis.navigator?.onLine !== false,
  os: detectOs,
};

/** Android also says Linux, and iPads say Macintosh: the order matters. */
const platforms: readonly (readonly [RegExp, Os])[] = [
  [/android/i, 'android'],
  [/iphone|ipad|ipod/i, 'ios'],
  [/windows|win32/i, 'windows'],
  [/mac/i, 'macos'],
  [/linux|x11/i, 'linux'],
];

function detectOs(): Os {
  const { userAgent = '', platform = '', maxTouchPoints = 0 } = globalThis.navigator ?? {};
  const text = `${platform} ${userAgent}`;
  const os = platforms.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
  return os === 'macos' && maxTouchPoints > 1 ? 'ios' : os;
}
