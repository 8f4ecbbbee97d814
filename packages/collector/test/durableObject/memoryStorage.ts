import Database from 'libsql';
import type { ShardStorage } from '../../src/durableObject/index.js';

export interface MemoryStorage extends ShardStorage {
  /** The time of the alarm that is set, in epoch milliseconds. */
  alarmAt: number | null;
}

/** The storage of a Durable Object: SQLite in memory. It outlives the object, as a process that is killed leaves it. */
export function memoryStorage(): MemoryStorage {
  const database = new Database(':memory:');
  const all = (sql: string, values: readonly unknown[] = []): readonly Readonly<Record<string, unknown>>[] => {
    try {
      return database.prepare(sql).all(...values) as Readonly<Record<string, unknown>>[];
    } catch (error) {
      // As Cloudflare's errors end with the code.
      throw error instanceof Database.SqliteError ? new Error(`${error.message}: ${error.code}`) : error;
    }
  };
  const changes = () => Number(all('SELECT total_changes() AS n')[0]?.n);

  const storage: MemoryStorage = {
    sql: {
      exec(sql, ...values) {
        const before = changes();
        const rows = all(sql, values);
        return { toArray: () => rows, rowsWritten: changes() - before };
      },
    },
    transactionSync: (work) => {
      database.exec('BEGIN');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    alarmAt: null,
    getAlarm: async () => storage.alarmAt,
    async setAlarm(at) {
      storage.alarmAt = at;
    },
  };
  return storage;
}
