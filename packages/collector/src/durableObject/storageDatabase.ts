import type { D1Database, D1PreparedStatement } from '../d1/D1Database.js';
import type { ShardStorage } from './ShardState.js';

/** The storage of a Durable Object as a D1 database, so that a shard settles and forgets batches with the code of `d1Store`. */
export function storageDatabase(storage: ShardStorage): D1Database {
  return {
    prepare: (sql) => new StorageStatement(sql, []),
    async batch(statements) {
      return storage.transactionSync(() =>
        statements.map((statement) => {
          if (!(statement instanceof StorageStatement)) throw new TypeError('a statement of another database');
          const cursor = storage.sql.exec(statement.sql, ...statement.values);
          const results = cursor.toArray(); // before rowsWritten: the statement runs while its rows are read
          return { results, meta: { changes: cursor.rowsWritten } };
        }),
      );
    },
  };
}

class StorageStatement implements D1PreparedStatement {
  constructor(
    readonly sql: string,
    readonly values: readonly unknown[],
  ) {}

  bind(...values: unknown[]): StorageStatement {
    return new StorageStatement(this.sql, values);
  }
}
