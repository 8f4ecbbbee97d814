import * as z from 'zod/mini';
import type { D1Database } from '../d1/D1Database.js';
import { statement } from '../d1/statement.js';
import { columns } from '../sql/columns.js';
import { openDay } from '../sql/settling.js';
import type { Delivery } from './outbox.js';

/** The delivery is not in the sums. `?3` is its shard, `?4` its number. */
const isNew = 'NOT EXISTS (SELECT 1 FROM shard_deliveries WHERE shard = ?3 AND n >= ?4)';

const addSums = (table: 'counts' | 'set_aside') => `
  INSERT INTO ${table} (${columns})
  SELECT ${openDay}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?2)
  WHERE ${isNew}
  ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + excluded.reports`;

const addBatches = `
  INSERT INTO set_aside_batches (date, reason, batches)
  SELECT ${openDay}, value ->> 0, value ->> 1 FROM json_each(?2) WHERE ${isNew}
  ON CONFLICT DO UPDATE SET batches = batches + excluded.batches`;

const rememberDelivery = `
  INSERT INTO shard_deliveries (shard, n) VALUES (?, ?) ON CONFLICT DO UPDATE SET n = excluded.n WHERE n < excluded.n`;

const selectNumber = 'SELECT n FROM shard_deliveries WHERE shard = ?';

const numbers = z.tuple([z.object({ n: z.int() })]);

/**
 * Adds a delivery to the sums of the root, in one transaction: the sums first, its number second, so that a delivery that comes
 * again changes nothing. Returns the number of the last delivery of this shard, which is greater if this one is an old one.
 */
export async function addDelivery(root: D1Database, delivery: Delivery): Promise<number> {
  const { shard, n, date, counts, set_aside, set_aside_batches } = delivery;
  const results = await root.batch([
    statement(root, addSums('counts'), [date, counts, shard, n]),
    statement(root, addSums('set_aside'), [date, set_aside, shard, n]),
    statement(root, addBatches, [date, set_aside_batches, shard, n]),
    statement(root, rememberDelivery, [shard, n]),
    statement(root, selectNumber, [shard]),
  ]);
  return numbers.parse(results.at(-1)?.results)[0].n;
}
