import type { Client } from '@libsql/client';
import { explainOpenError } from './explainOpenError.js';
import { columnsOfTables, connectionSettings, tables } from './sql.js';

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
  isClosed(): boolean;
  /** Waits for the queued work, then closes the file. */
  close(): Promise<void>;
}

export function sqliteConnection(url: string): SqliteConnection {
  let opened: Promise<OpenDatabase> | undefined;
  let lastWork: Promise<unknown> = Promise.resolve();
  let closed = false;

  const withClient: WithClient = async (work) => {
    opened ??= open(url);
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
    isClosed: () => closed,
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

async function open(url: string): Promise<OpenDatabase> {
  const { createClient } = await import('@libsql/client');
  let client: Client | undefined;
  try {
    // One connection, so that its settings apply to every statement.
    client = createClient({ url, concurrency: 1 });
    await client.executeMultiple(connectionSettings);
    await client.batch([...tables, ...columnsOfTables], 'write');
    // Last, because it would change the database of another program, which the statements before reject.
    await client.execute('PRAGMA journal_mode = WAL');
    return { client, isInPlace: await watchFile(client) };
  } catch (error) {
    client?.close();
    throw await explainOpenError(url, error);
  }
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
