import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { scopeOf } from '../../support/endpoint.js';

/** What is stored: key → value. */
export type Contents = ReadonlyMap<string, unknown>;

/** A transaction that changed something, in the order of their commits. */
export interface Commit {
  /** A strict one is on the disk; of the others a power cut may take the latest. */
  readonly durability: IDBTransactionDurability;
  /** The tab whose transaction it was; -1: the browser itself. */
  readonly writer: number;
  /** undefined: there is no database. */
  readonly before: Contents | undefined;
  readonly after: Contents | undefined;
}

/** What the disk asks of the world: whether a tab still lives, and to be told of each step, which may be a tab's last. */
export interface Watcher {
  lives(tab: number): boolean;
  step(tab: number, what: string): void;
  /** How many there ever were. */
  tabs(): number;
  committed(commit: Commit): void;
}

export const databaseName = 'turntally';
/** The name of the app of one tab: in the name under which it opens the one database, it says which tab that is. */
export const nameFor = (tab: number): string => `${databaseName}#${tab}`;
export const tabIn = (name: string): number => Number.parseInt(name.slice(name.indexOf('#') + 1), 10);

const storeName = 'ledger';
const reading = ['get', 'getAll', 'getAllKeys', 'getKey', 'openCursor'] as const;

/** One IndexedDB database, shared by all tabs, with a log of its commits, and with everything that befalls disks. */
export type Disk = ReturnType<typeof createDisk>;

export function createDisk({ lives, step, tabs, committed }: Watcher) {
  let factory = new IDBFactory();
  /** Another one after each power cut, and after the database was deleted. */
  let boot = 0;
  let contents: Contents | undefined;
  let log: Commit[] = [];
  let writtenBack = 0;
  const connections = new Map<IDBDatabase, number>();
  const active = new Map<IDBTransaction, { readonly tab: number; readonly writes: unknown[] }>();
  /** full: puts fail. broken: the database cannot be opened. */
  const trouble = { full: false, broken: false };

  const commit = (after: Contents | undefined, writer: number, durability: IDBTransactionDurability): void => {
    const entry = { durability, writer, before: contents, after };
    contents = after;
    log.push(entry);
    committed(entry);
  };

  /** A request whose success is a step of the tab's life. */
  const heard = <T>(request: IDBRequest<T>, tab: number): IDBRequest<T> => {
    request.addEventListener('success', () => step(tab, 'heard'));
    return request;
  };

  const record = (transaction: IDBTransaction, tab: number): void => {
    const begunIn = boot;
    const writes: ((to: Map<string, unknown>) => void)[] = [];
    active.set(transaction, { tab, writes });
    const store = transaction.objectStore(storeName);
    const [put, remove] = [store.put.bind(store), store.delete.bind(store)];
    for (const method of reading) {
      const read = store[method].bind(store) as () => IDBRequest;
      Object.assign(store, { [method]: (...args: []) => heard(read(...args), tab) });
    }
    store.put = (value, key) => {
      step(tab, 'put');
      const request = heard(put(value, key), tab);
      const copy: unknown = structuredClone(value);
      writes.push((to) => to.set(String(key), copy));
      if (trouble.full) request.addEventListener('success', () => abort(transaction, 'QuotaExceededError'));
      return request;
    };
    store.delete = (range) => {
      const request = heard(remove(range), tab);
      const isMeant = (key: string): boolean => (range instanceof IDBKeyRange ? range.includes(key) : key === range);
      writes.push((to) => [...to.keys()].filter(isMeant).forEach((key) => void to.delete(key)));
      return request;
    };
    transaction.addEventListener('abort', () => active.delete(transaction));
    transaction.addEventListener('complete', () => {
      active.delete(transaction);
      if (boot !== begunIn || writes.length === 0) return;
      const after = new Map(contents);
      for (const write of writes) write(after);
      commit(after, tab, transaction.durability);
      step(tab, 'committed');
    });
  };

  const connect = (db: IDBDatabase, tab: number, begunIn: number): void => {
    // To a database that is not there any more: the page finds it closed.
    if (!lives(tab) || boot !== begunIn) {
      db.close();
      return;
    }
    connections.set(db, tab);
    const begin = db.transaction.bind(db);
    db.transaction = (names, mode, options) => {
      step(tab, 'transaction');
      const transaction = begin(names, mode, options);
      record(transaction, tab);
      return transaction;
    };
  };

  const open = (name: string): IDBOpenDBRequest => {
    const tab = tabIn(name);
    step(tab, 'open');
    // Nobody is left to be answered.
    if (!lives(tab)) return Object.assign(Object.create(null), {});
    if (trouble.broken) throw new DOMException('the disk does not answer', 'UnknownError');
    const begunIn = boot;
    const request = factory.open(databaseName);
    request.addEventListener('upgradeneeded', () => {
      const { transaction } = request;
      if (transaction && !lives(tab)) abort(transaction, 'AbortError');
      transaction?.addEventListener('complete', () => {
        if (boot === begunIn) commit(new Map(), tab, 'default');
      });
    });
    request.addEventListener('success', () => {
      step(tab, 'opened');
      connect(request.result, tab, begunIn);
    });
    return request;
  };

  /** Each tab finds it under its own name. */
  const databases = async (): Promise<IDBDatabaseInfo[]> => {
    if (trouble.broken) throw new DOMException('the disk does not answer', 'UnknownError');
    const names = Array.from({ length: tabs() + 1 }, (_, tab) => scopeOf(nameFor(tab)));
    return (await factory.databases()).flatMap((found) => names.map((name) => ({ ...found, name })));
  };

  /** Commits that a power cut may take. */
  const unsynced = (): number => {
    const strict = log.findLastIndex(({ durability }) => durability === 'strict') + 1;
    return log.length - Math.max(strict, writtenBack);
  };

  return {
    indexedDB: { open, databases },
    trouble,
    isInTrouble: (): boolean => trouble.full || trouble.broken,
    contents: (): Contents | undefined => contents,
    /** What the database itself says, read without any tab. */
    async read(): Promise<Contents | undefined> {
      const found = await factory.databases();
      if (found.length === 0) return undefined;
      const db = await settled(factory.open(databaseName));
      const store = db.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
      db.close();
      return new Map(keys.map((key, at) => [String(key), values[at]]));
    },
    log: (): readonly Commit[] => log,

    /** A tab's process is gone. `finish`: what it had written whole is still committed. Returns whether there was such a thing. */
    kill(tab: number, finish: boolean): boolean {
      const isWriting = [...active.values()].some(({ tab: writer, writes }) => writer === tab && writes.length > 0);
      for (const [transaction, { tab: writer, writes }] of [...active]) {
        if (writer === tab && !(finish && writes.length > 0)) abort(transaction, 'AbortError');
      }
      for (const [db, owner] of [...connections]) {
        if (owner !== tab) continue;
        db.close();
        connections.delete(db);
      }
      return isWriting;
    },

    /** Closes all connections; the pages are told or find out. */
    closeConnections(told: boolean): void {
      for (const db of [...connections.keys()]) {
        if (told) forceClose(db);
        else db.close();
        connections.delete(db);
      }
    },

    /** Clears the site's data. `forced`: without letting the pages finish. */
    async clear(forced: boolean): Promise<void> {
      do {
        if (forced) for (const transaction of [...active.keys()]) abort(transaction, 'AbortError');
        for (const db of connections.keys()) {
          if (forced) forceClose(db);
          else db.onversionchange?.(new Event('versionchange') as IDBVersionChangeEvent);
        }
        connections.clear();
        await new Promise((resolve) => setImmediate(resolve));
      } while (active.size > 0);
      boot++;
      factory = new IDBFactory();
      commit(undefined, -1, 'strict');
    },

    /** Hours go by: the operating system has written whatever it was given. */
    writeBack(): void {
      writtenBack = log.length;
    },
    unsynced,
    /** The power fails: of the commits after the last strict one, only the first `share` are on the disk. Tells which are gone. */
    async cutPower(share: number): Promise<readonly Commit[]> {
      const synced = log.length - unsynced();
      const kept = synced + Math.round(share * (log.length - synced));
      const gone = log.slice(kept);
      log = log.slice(0, kept);
      contents = log.at(-1)?.after;
      boot++;
      connections.clear();
      factory = new IDBFactory();
      if (contents) await write(factory, contents);
      return gone;
    },
  };
}

/** As the browser does: also when the page has already asked to commit. */
function abort(transaction: IDBTransaction, name: string): void {
  const { _abort, _state } = transaction as unknown as { _abort(name: string): void; readonly _state: string };
  if (_state !== 'finished') _abort.call(transaction, name);
}

// Its types ask for the constructor where a connection is meant.
const forceClose = (db: IDBDatabase): void => (forceCloseDatabase as (db: unknown) => void)(db);

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function write(factory: IDBFactory, contents: Contents): Promise<void> {
  const request = factory.open(databaseName);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(storeName);
    for (const [key, value] of contents) store.put(value, key);
  };
  await settled(request);
  request.result.close();
}
