import { IDBDatabase, IDBObjectStore, IDBOpenDBRequest, IDBRequest, IDBTransaction } from 'fake-indexeddb';
import type { Disk } from './disk.js';
import { type Life, never } from './life.js';

/** Anything a dead tab asks for: it can be asked for more, and nothing ever comes of it. */
const limbo: object = new Proxy(() => {}, {
  get: (_, key) => (key === 'then' ? undefined : limbo),
  set: () => true,
  apply: () => limbo,
});

type Write = (contents: Map<string, unknown>) => void;

/**
 * A tab's view of IndexedDB. Each call that begins something, and each event that is heard, is a step of its life. When it
 * dies, what it had not committed is rolled back. Commits are told to the disk, whether or not the tab hears of them.
 */
export function mortalIndexedDB(factory: IDBFactory, life: Life, disk: Disk): IDBFactory {
  const wrapped = new WeakMap<object, object>();
  const writes = new Map<unknown, Write[]>();
  const connections = new Set<IDBDatabase>();
  life.onDeath(() => {
    for (const transaction of writes.keys()) abort(transaction);
    for (const connection of connections) connection.close();
  });

  const begin = (transaction: IDBTransaction): void => {
    const work: Write[] = [];
    writes.set(transaction, work);
    transaction.addEventListener('abort', () => void writes.delete(transaction));
    transaction.addEventListener('complete', () => {
      writes.delete(transaction);
      if (transaction.mode === 'readonly') return;
      const contents = new Map(disk.contents);
      for (const write of work) write(contents);
      disk.commit(contents, transaction.durability === 'strict');
    });
  };

  const note = (store: IDBObjectStore, method: string | symbol, args: readonly unknown[]): void => {
    const [first, second] = args;
    const work = writes.get(store.transaction);
    if (method === 'put') {
      const value = structuredClone(first);
      work?.push((contents) => void contents.set(String(second), value));
    }
    if (method === 'delete') {
      const isMeant = (key: string): boolean => (first instanceof IDBKeyRange ? first.includes(key) : key === first);
      work?.push((contents) => [...contents.keys()].filter(isMeant).forEach((key) => void contents.delete(key)));
    }
  };

  const look = async (): Promise<IDBDatabaseInfo[]> => {
    if (!life.step('database', 'looks which databases there are')) return never;
    const found = await factory.databases();
    return life.step('database', 'knows which databases there are') ? found : never;
  };

  const call = (target: object, method: string | symbol, args: readonly unknown[]): unknown => {
    if (!life.alive) return limbo;
    if (target === factory && method === 'databases') return look();
    if (method === 'open' && !life.step('database', 'asks for a connection')) return limbo;
    if (method === 'transaction' && !life.step('database', `begins ${kindOf(args[1], args[2])}`)) return limbo;
    const result: unknown = Reflect.apply(Reflect.get(target, method), target, args);
    if (result instanceof IDBTransaction) begin(result);
    if (target instanceof IDBObjectStore) note(target, method, args);
    return wrap(result);
  };

  const hear = (target: object, event: Event, handler: (event: Event) => void): void => {
    const upgrade = target instanceof IDBOpenDBRequest && event.type === 'upgradeneeded' ? target.transaction : null;
    if (target instanceof IDBOpenDBRequest && event.type === 'success') connections.add(target.result);
    if (!life.step('database', `hears ${event.type} of ${nameOf(target)}`)) {
      // Nobody goes on with what the dead had begun.
      if (upgrade) abort(upgrade);
      if (target instanceof IDBOpenDBRequest && event.type === 'success') target.result.close();
      return;
    }
    if (upgrade) begin(upgrade);
    handler(event);
  };

  function wrap(value: unknown): unknown {
    const ours = [IDBRequest, IDBTransaction, IDBDatabase, IDBObjectStore].some((type) => value instanceof type);
    if (typeof value !== 'object' || value === null || !(ours || value === factory)) return value;
    const known = wrapped.get(value);
    if (known) return known;
    const proxy = new Proxy(value, {
      get(target, key) {
        const found: unknown = Reflect.get(target, key, target);
        if (typeof found === 'function') return (...args: unknown[]) => call(target, key, args);
        return life.alive ? wrap(found) : limbo;
      },
      set(target, key, handler) {
        if (!life.alive) return true;
        return Reflect.set(target, key, (event: Event) => hear(target, event, handler));
      },
    });
    wrapped.set(value, proxy);
    return proxy;
  }

  return wrap(factory) as IDBFactory;
}

const kindOf = (mode: unknown, options: unknown): string =>
  mode === 'readonly' ? 'a read' : `a ${(options as IDBTransactionOptions).durability} write`;

const nameOf = (target: object): string => {
  if (target instanceof IDBTransaction) return `a ${target.mode} transaction`;
  if (target instanceof IDBOpenDBRequest) return 'a connection';
  return target instanceof IDBDatabase ? 'the database' : 'a request';
};

/** Too late where the commit is under way. */
function abort(transaction: unknown): void {
  try {
    (transaction as IDBTransaction).abort();
  } catch {
    // It is over.
  }
}
