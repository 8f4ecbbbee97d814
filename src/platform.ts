import type { SchedulerLike } from 'rxjs';
import type { Os } from './protocol/index.js';
import { randomId } from './randomId.js';
import { asyncScheduler, defer, Observable, timer } from './rx/operators.js';

/** Everything the outside world provides; each part can be replaced. */
export interface Platform {
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

/** Resolves when the page has nothing better to do, within a second; undefined where nobody tells. */
export const whenIdle = (): Promise<unknown> | undefined =>
  globalThis.requestIdleCallback && new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));

/** The real one. Reads no global before it is used, so that importing it touches nothing. */
export const browserPlatform: Platform = {
  fetch: (url, init) => fetch(url, init),
  get locks() {
    return globalThis.navigator?.locks;
  },
  scheduler: asyncScheduler,
  random: () => Math.random(),
  newId: randomId,
  hidden$: new Observable<Event>((subscriber) => {
    if (typeof document === 'undefined') return;
    // Also told when the page comes back: then nothing is unsaved, and saving nothing costs nothing.
    const tell = (event: Event): void => subscriber.next(event);
    const types = ['visibilitychange', 'pagehide'];
    for (const type of types) window.addEventListener(type, tell, true);
    return () => {
      for (const type of types) window.removeEventListener(type, tell, true);
    };
  }),
  idle$: defer(() => whenIdle() ?? timer(0)),
  online: () => globalThis.navigator?.onLine !== false,
  os: detectOs,
};

function detectOs(): Os {
  const { userAgent, platform, maxTouchPoints = 0 }: Partial<Navigator> = globalThis.navigator ?? {};
  // The system stands in brackets. In Electron the app's name stands beside them, whatever it is.
  const says = (pattern: RegExp): boolean => pattern.test(`${platform} ${/\([^)]*/.exec(userAgent as string)}`);
  // Android also says Linux, and iPads say Macintosh.
  if (says(/android/i)) return 'android';
  if (says(/iphone|ipad/i)) return 'ios';
  if (says(/mac/i)) return maxTouchPoints > 1 ? 'ios' : 'macos';
  if (says(/win/i)) return 'windows';
  return says(/linux/i) ? 'linux' : 'other';
}
