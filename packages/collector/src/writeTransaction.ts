import type { Transaction } from './sqliteClient.js';
import type { WithClient } from './sqliteConnection.js';

/** Commits what `write` does, or nothing if it rejects. */
export function writeTransaction<T>(
  withClient: WithClient,
  write: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return withClient(async (client) => {
    const transaction = await client.transaction('write');
    try {
      const result = await write(transaction);
      await transaction.commit();
      return result;
    } finally {
      transaction.close(); // rolls back what is not committed
    }
  });
}
