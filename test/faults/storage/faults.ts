import { forceCloseDatabase, IDBDatabase, IDBFactory, IDBObjectStore, IDBOpenDBRequest } from 'fake-indexeddb';
import { onTestFinished, vi } from 'vitest';
import { scopeOf } from '../../support/endpoint.js';
import { name } from './app.js';

/** Storage that misbehaves from now on, until it is mended. */
export type Fault = () => { mend(): unknown } | Promise<{ mend(): unknown }>;

type Put = (store: IDBObjectStore, put: () => IDBRequest<IDBValidKey>) => IDBRequest<IDBValidKey>;

/** Lets every write of a record go wrong, in the way given. */
const eachPut =
  (goWrong: Put): Fault =>
  () => {
    const { put } = IDBObjectStore.prototype;
    const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      return goWrong(this, () => put.apply(this, args));
    });
    return { mend: spy.mockRestore };
  };

const error = (kind: string): DOMException => new DOMException('misbehaving', kind);

export const fullDisk = {
  'no room for a record': eachPut(() => {
    throw error('QuotaExceededError');
  }),
  'a record that is turned down': eachPut((store, put) => {
    put();
    return store.add('taken', 'consent');
  }),
  'no room when the transaction commits': eachPut((store, put) => {
    const request = put();
    // As the engine does it by itself, when it commits.
    const transaction = store.transaction as IDBTransaction & { _abort(error: string): void };
    request.addEventListener('success', () => transaction._abort('QuotaExceededError'));
    return request;
  }),
} satisfies Record<string, Fault>;

/** Every connection that has been used, and how often one could not be any more. */
const connections = new Set<IDBDatabase>();
let refusals = 0;
const { transaction: begin } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
  connections.add(this);
  try {
    return begin.apply(this, args);
  } catch (error) {
    refusals++;
    throw error;
  }
};

/** As engines close connections of pages that sleep, or of sites whose data is cleared: with an event, or without. */
export function closeConnections(how: 'told' | 'silently' = 'told'): void {
  for (const connection of connections) {
    if (how === 'silently') connection.close();
    // Its parameter is declared as the class itself.
    else forceCloseDatabase(connection as never);
  }
  connections.clear();
  refusals = 0;
}

/** As Safari does after it has lost its database process: whatever is asked of the connections that are open now fails. */
export function breakConnections(kind: string): () => void {
  const broken = new Set(connections);
  const { transaction } = IDBDatabase.prototype;
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    if (broken.has(this)) throw error(kind);
    return transaction.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return spy.mockRestore;
}

/** How often a connection was used that had been closed, since then. */
export const refused = (): number => refusals;

/** The connection is gone, and opening goes wrong. */
const eachOpen =
  (goWrong: () => IDBOpenDBRequest): Fault =>
  () => {
    closeConnections();
    const spy = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(goWrong);
    onTestFinished(() => spy.mockRestore());
    return { mend: spy.mockRestore };
  };

const failedRequest = (kind: string): IDBOpenDBRequest => {
  const request = new IDBOpenDBRequest();
  setImmediate(() => {
    Object.assign(request, { error: error(kind), readyState: 'done' });
    request.onerror?.(new Event('error'));
  });
  return request;
};

export const closedDoor = {
  'opening that throws': eachOpen(() => {
    throw error('UnknownError');
  }),
  'opening that fails, as in private windows': eachOpen(() => failedRequest('InvalidStateError')),
  'opening that fails for no known reason': eachOpen(() => failedRequest('UnknownError')),
} satisfies Record<string, Fault>;

export const brokenConnection = {
  'connections that are closing, whenever they are used': () => {
    const { transaction } = IDBDatabase.prototype;
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...args
    ) {
      // Creating a database makes one, too.
      if (String(args[1]) === 'versionchange') return transaction.apply(this, args);
      throw error('InvalidStateError');
    });
    return { mend: spy.mockRestore };
  },
} satisfies Record<string, Fault>;

/** A connection; the database is made as turntally makes it. */
const opened = (request: globalThis.IDBOpenDBRequest): Promise<globalThis.IDBDatabase> =>
  new Promise((resolve, reject) => {
    request.onupgradeneeded = ({ oldVersion }) => void (oldVersion || request.result.createObjectStore('ledger'));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Another tab holds a connection and does not hear that a third one wants to upgrade: nobody can open meanwhile. */
export const blocked: Fault = async () => {
  const deaf = await opened(indexedDB.open(scopeOf(name)));
  const upgraded = opened(indexedDB.open(scopeOf(name), deaf.version + 1)).then((db) => db.close());
  return {
    mend() {
      deaf.close();
      return upgraded;
    },
  };
};
