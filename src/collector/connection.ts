import type { Client } from '@libsql/client';
import { connectionSettings, tables } from './sql.js';

/** A connection to a SQLite file, opened on first use and again after every failure. One piece of work at a time. */
export interface Connection {
  use<T>(work: (client: Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function sqliteConnection(url: string): Connection {
  let opened: Promise<Client> | undefined;
  return {
    async use(work) {
      opened ??= open(url);
      const client = await opened.catch((error) => {
        opened = undefined; // a failed open is not kept: the next call tries again
        throw error;
      });
      try {
        return await work(client);
      } catch (error) {
        // A statement that failed with SQLITE_BUSY stays "in progress" in libsql, and no later commit would succeed. The
        // next call opens the file anew, with its settings, and with its tables if the file is gone.
        client.close();
        opened = undefined;
        throw error;
      }
    },
    async close() {
      const client = await opened?.catch(() => undefined);
      client?.close();
    },
  };
}

async function open(url: string): Promise<Client> {
  const { createClient } = await import('@libsql/client');
  // One connection, so that its settings hold for every statement.
  const client = createClient({ url, concurrency: 1 });
  try {
    await client.executeMultiple(`${connectionSettings}; PRAGMA journal_mode = WAL`);
    await client.batch([...tables], 'write');
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}
