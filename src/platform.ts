import type { SchedulerLike } from 'rxjs';
import type { Os } from './protocol/index.js';
import { randomId } from './randomId.js';
import { asyncScheduler, defer, Observable, timer } from './rx/operators.js';

/** What the environment provides. The option `platform` replaces any part of it. */
export interface Platform {
  /** Sends a request, as the global `fetch` does. `relay`: the origin that it sends to instead, which must not be the endpoint's. */
  readonly fetch: ((url: string, init: RequestInit) => Promise<Response>) & { readonly relay?: string };
  /** The Web Locks API; `undefined` if it is unavailable. Tabs are not kept from flushing at the same time then. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Clock and timers, in milliseconds. With a `VirtualTimeScheduler`, tests run in virtual time. */
  readonly scheduler: SchedulerLike;
  /** A number from 0 (included) to 1 (excluded), as `Math.random` returns. */
  random(): number;
  /**
   * A new random id on each call: 16 to 64 characters of `0-9a-zA-Z_-`. Called once at the start, where a wrong one is an
   * `OptionError`; under a wrong one later, nothing is stored or sent, and `status$` counts a fault.
   */
  newId(): string;
  /** Emits when the page may be closed soon: what was counted is saved then. */
  readonly hidden$: Observable<unknown>;
  /** Emits once, when the page is idle. */
  readonly idle$: Observable<unknown>;
  /** `false` only if the device is certainly offline. */
  online(): boolean;
  /** The operating system, as far as it can be detected. Read once, at the start. */
  os(): Os;
}

/** Resolves when the page is idle, after at most one second; `undefined` if `requestIdleCallback` is unavailable. */
export const whenIdle = (): Promise<unknown> | undefined =>
  globalThis.requestIdleCallback && new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));

/** The platform of a browser. Reads no global before it is used, so that importing this file has no effect. */
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
    // `visibilitychange` also fires when the page is shown again. Nothing is unsaved then, and saving nothing is free.
    const types = ['visibilitychange', 'pagehide'];
    const emit = (event: Event): void => subscriber.next(event);
    for (const type of types) window.addEventListener(type, emit, true);
    return () => {
      for (const type of types) window.removeEventListener(type, emit, true);
    };
  }),
  idle$: defer(() => whenIdle() ?? timer(0)),
  online: () => globalThis.navigator?.onLine !== false,
  os: detectOs,
};

function detectOs(): Os {
  const { userAgent = '', platform = '', maxTouchPoints = 0 }: Partial<Navigator> = globalThis.navigator ?? {};
  // The user agent names the system in its first parentheses. An Electron app adds its own name outside of them.
  const [system = ''] = /\([^)]*/.exec(userAgent) ?? [];
  const isNamed = (pattern: RegExp): boolean => pattern.test(`${platform} ${system}`);
  // Before Linux: Android names both.
  if (isNamed(/android/i)) return 'android';
  if (isNamed(/iphone|ipad/i)) return 'ios';
  // An iPad calls itself Macintosh.
  if (isNamed(/mac/i)) return maxTouchPoints > 1 ? 'ios' : 'macos';
  if (isNamed(/win/i)) return 'windows';
  if (isNamed(/linux/i)) return 'linux';
  return 'other';
}
