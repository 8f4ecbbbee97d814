import type { Client } from '@libsql/client';
import { whyNotOpened } from './explainOpenError.js';
import { columnsOfTables, connectionSettings, tables } from './sql.js';

/** A connection to a SQLite file, opened on first use and again after every failure. One piece of work at a time. */
export interface Connection {
  /** Rejects, too, where the file is no longer the one that was opened: what was written then is nowhere. */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function sqliteConnection(url: string): Connection {
  let opened: Promise<Opened> | undefined;
  return {
    async use(work) {
      opened ??= open(url);
      const { client, isThere } = await opened.catch((error) => {
        opened = undefined; // a failed open is not kept: the next call tries again
        throw error;
      });
      try {
        const result = await work(client);
        if (!isThere()) throw new Error('the database file was deleted or replaced');
        return result;
      } catch (error) {
        // A statement that failed with SQLITE_BUSY stays "in progress" in libsql, and no later commit would succeed. The
        // next call opens the file anew, with its settings, and with its tables if the file is gone.
        client.close();
        opened = undefined;
        throw error;
      }
    },
    async close() {
      const last = await opened?.catch(() => undefined);
      last?.client.close();
    },
  };
}

interface Opened {
  readonly client: Client;
  /** Whether its file is still where it was opened: a connection goes on writing to one that was deleted. */
  isThere(): boolean;
}

async function open(url: string): Promise<Opened> {
  const { createClient } = await import('@libsql/client');
  let client: Client | undefined;
  try {
    // One connection, so that its settings hold for every statement.
    client = createClient({ url, concurrency: 1 });
    await client.executeMultiple(connectionSettings);
    await client.batch([...tables, ...columnsOfTables], 'write');
    // Last: it would change another program's database.
    await client.execute('PRAGMA journal_mode = WAL');
    return { client, isThere: await whetherThere(client) };
  } catch (error) {
    client?.close();
    throw await whyNotOpened(url, error);
  }
}

async function whetherThere(client: Client): Promise<Opened['isThere']> {
  const { statSync } = await import('node:fs');
  const path = String((await client.execute('PRAGMA database_list')).rows[0]?.file);
  const file = () => statSync(path, { throwIfNoEntry: false, bigint: true });
  const then = file();
  return () => {
    const now = file();
    return now !== undefined && now.ino === then?.ino && now.dev === then.dev;
  };
}
