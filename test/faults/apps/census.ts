import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Observable } from 'rxjs';
import { onTestFinished, vi } from 'vitest';

/** How many of each are in use. */
export interface Census {
  readonly listeners: number;
  readonly timers: number;
  readonly idleCallbacks: number;
  readonly locks: number;
  readonly connections: number;
  readonly channels: number;
  readonly subscriptions: number;
  readonly requests: number;
}

export const nothing: Census = {
  listeners: 0,
  timers: 0,
  idleCallbacks: 0,
  locks: 0,
  connections: 0,
  channels: 0,
  subscriptions: 0,
  requests: 0,
};

/** How a database is opened; late: when everybody has given up waiting. */
export type Opening = 'soon' | 'late' | 'refused';
const lateMs = 20_000;

/** Replaces the parts of a browser that can be left in use by ones that are counted, and time by a fake one. */
export function countedPage(opening: Opening = 'soon') {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'Date'] });
  const idle = new Map<number, () => void>();
  let handles = 0;
  const held = new Set<string>();
  const locks = countedLocks(held);
  const connections = new Set<IDBDatabase>();
  const channels = new Set<object>();
  const [page, tab] = [new CountedTarget(), new CountedTarget()];
  const subscriptions = new Set<object>();
  const requests = new Set<object>();

  vi.stubGlobal('window', tab);
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { onLine: true, locks, userAgent: 'X11; Linux' });
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  vi.stubGlobal('indexedDB', countedDatabases(connections, opening));
  vi.stubGlobal('BroadcastChannel', countedChannels(channels));
  vi.stubGlobal('requestIdleCallback', (callback: () => void, { timeout }: IdleRequestOptions = {}) => {
    const handle = ++handles;
    const run = (): void => {
      clearTimeout(late);
      if (idle.delete(handle)) callback();
    };
    const late = timeout ? setTimeout(run, timeout) : undefined;
    idle.set(handle, run);
    return handle;
  });
  vi.stubGlobal('cancelIdleCallback', (handle: number) => idle.delete(handle));
  onTestFinished(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  return {
    /** As the page is hidden, or shown again. */
    hide: () => tab.dispatchEvent(new Event('visibilitychange')),
    rest(): void {
      for (const run of [...idle.values()]) run();
    },
    /** Lets time pass, and storage do its work. */
    async wait(ms: number): Promise<void> {
      await turnsOfTheLoop();
      await vi.advanceTimersByTimeAsync(ms);
      await turnsOfTheLoop();
    },
    /** The same source, its subscriptions counted. */
    watched: <T>(source$: Observable<T>): Observable<T> =>
      new Observable<T>((subscriber) => {
        subscriptions.add(subscriber);
        subscriber.add(() => subscriptions.delete(subscriber));
        subscriber.add(source$.subscribe(subscriber));
      }),
    /** A fetch that answers what `reply` says, and is under way until then or until it is aborted. */
    fetching: (reply: () => Promise<Response> | undefined) => (_: string, init: RequestInit) => {
      requests.add(init);
      const aborted = new Promise<never>((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true });
      });
      return Promise.race([reply() ?? aborted, aborted]).finally(() => requests.delete(init));
    },
    census: (): Census => ({
      listeners: page.listeners + tab.listeners,
      timers: vi.getTimerCount(),
      idleCallbacks: idle.size,
      locks: held.size,
      connections: connections.size,
      channels: channels.size,
      subscriptions: subscriptions.size,
      requests: requests.size,
    }),
  };
}

async function turnsOfTheLoop(turns = 60): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

class CountedTarget extends EventTarget {
  listeners = 0;
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }
}

/** Web Locks, as far as `ifAvailable` goes. */
function countedLocks(held: Set<string>) {
  return {
    async request(name: string, _options: unknown, callback: (lock: object | null) => Promise<unknown>) {
      await undefined;
      if (held.has(name)) return callback(null);
      held.add(name);
      try {
        return await callback({ name });
      } finally {
        held.delete(name);
      }
    },
  };
}

function countedDatabases(connections: Set<IDBDatabase>, opening: Opening): IDBFactory {
  const factory = new IDBFactory();
  const open = factory.open.bind(factory);
  factory.open = (...args) => {
    if (opening === 'refused') throw new DOMException('The operation is insecure.', 'SecurityError');
    const request = open(...args);
    const tellLate = (tell: () => void): void =>
      request.addEventListener('success', () => void setTimeout(tell, lateMs));
    if (opening === 'late') Object.defineProperty(request, 'onsuccess', { set: tellLate });
    request.addEventListener('success', () => {
      const db = request.result as unknown as IDBDatabase;
      const close = db.close.bind(db);
      connections.add(db);
      db.close = () => {
        connections.delete(db);
        close();
      };
    });
    return request;
  };
  return factory;
}

const countedChannels = (channels: Set<object>) =>
  class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels.add(this);
    }
    override close(): void {
      channels.delete(this);
      super.close();
    }
  };
