import { explainOpenError, pathOfUrl } from './explainOpenError.js';
import { checkTables, migrate } from './migrate.js';
import { prepareFile } from './prepareFile.js';
import { connectionSettings, emptyLog } from './sql/connection.js';
import { type Client, createClient } from './sqliteClient.js';

/**
 * Passes the open client to `work`. Rejects if `work` does, and also if the file is no longer the one that was opened: what
 * was written then is in no file.
 */
export type WithClient = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/** A connection to a SQLite file, opened on first use and again after every failure. */
export interface SqliteConnection {
  /**
   * Runs `work` after all work that was queued before: SQLite has one writer anyway, and this way the connection can be
   * replaced while nothing uses it. Rejects after `close`.
   */
  enqueue<T>(work: (withClient: WithClient) => Promise<T>): Promise<T>;
  /** Waits for the queued work, then closes the file. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** The size of the file; undefined if there is no limit. */
  readonly maxBytes?: number | undefined;
  /** @defaultValue false */
  readonly readOnly?: boolean;
}

export function sqliteConnection(url: string, options: ConnectionOptions = {}): SqliteConnection {
  let opened: Promise<OpenDatabase> | undefined;
  let lastWork: Promise<unknown> = Promise.resolve();
  let closed = false;

  const withClient: WithClient = async (work) => {
    opened ??= open(url, options);
    const { client, isInPlace } = await opened.catch((error) => {
      opened = undefined; // the next call tries again
      throw error;
    });
    try {
      const result = await work(client);
      if (!isInPlace()) throw new Error('the database file was deleted or replaced');
      return result;
    } catch (error) {
      // After SQLITE_BUSY a statement stays "in progress" in libsql, and every later commit would fail. The next call opens
      // the file again, with its settings, and creates the tables if the file is gone.
      client.close();
      opened = undefined;
      throw error;
    }
  };

  return {
    async enqueue(work) {
      if (closed) throw new Error('the store is closed');
      const result = lastWork.then(() => work(withClient));
      lastWork = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await lastWork;
      const database = await opened?.catch(() => undefined);
      database?.client.close();
    },
  };
}

interface OpenDatabase {
  readonly client: Client;
  /** Whether the file is still at its path: SQLite goes on writing to a file that was deleted. */
  isInPlace(): boolean;
}

async function open(url: string, { maxBytes, readOnly }: ConnectionOptions): Promise<OpenDatabase> {
  let client: Client | undefined;
  try {
    if (readOnly) {
      await checkIsFile(pathOfUrl(url)); // SQLite would create it
      client = await createClient({ path: pathOfUrl(url) });
      await client.executeMultiple(`${connectionSettings}; PRAGMA query_only = ON`);
      await checkTables(client);
      return { client, isInPlace: await watchFile(client) };
    }
    await prepareFile(pathOfUrl(url));
    client = await createClient({ path: pathOfUrl(url) });
    await client.executeMultiple(connectionSettings);
    const isMigrated = await migrate(client);
    if (maxBytes !== undefined) await limitSize(client, maxBytes);
    // Last, because it would change the database of another program, which the statements before reject.
    await client.executeWhenFree('PRAGMA journal_mode = WAL');
    if (isMigrated) await client.execute(emptyLog);
    return { client, isInPlace: await watchFile(client) };
  } catch (error) {
    client?.close();
    throw explainOpenError(error);
  }
}

async function checkIsFile(path: string): Promise<void> {
  const { statSync } = await import('node:fs');
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Error(`there is no file ${path}`);
}

async function limitSize(client: Client, maxBytes: number): Promise<void> {
  const pageSize = Number((await client.execute('PRAGMA page_size')).rows[0]?.page_size);
  await client.execute(`PRAGMA max_page_count = ${Math.floor(maxBytes / pageSize)}`);
}

/** Compares the inode and device of the database file with those at the time of the call. */
async function watchFile(client: Client): Promise<OpenDatabase['isInPlace']> {
  const { statSync } = await import('node:fs');
  const path = String((await client.execute('PRAGMA database_list')).rows[0]?.file);
  const stat = () => statSync(path, { throwIfNoEntry: false, bigint: true });
  const opened = stat();
  return () => {
    const current = stat();
    return current !== undefined && current.ino === opened?.ino && current.dev === opened.dev;
  };
}
