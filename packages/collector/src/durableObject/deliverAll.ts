import type { D1Database } from '../d1/D1Database.js';
import { addDelivery } from './addDelivery.js';
import type { Outbox } from './outbox.js';

/**
 * Brings to the root what the shard had added up when this was called. If it fails at any point, also between the root's answer and
 * its acknowledgement, the next call delivers the same again under the same number, which counts once. Several calls at the same time
 * deliver the same, too.
 */
export async function deliverAll(outbox: Outbox, root: D1Database): Promise<void> {
  for (;;) {
    const old = outbox.unacknowledged();
    const sealed = old === undefined ? outbox.seal() : undefined;
    const delivery = old ?? sealed?.delivery;
    if (delivery === undefined) return;
    const last = await addDelivery(root, delivery);
    // Another call may have gone on meanwhile. If not, the storage is older than what it has delivered.
    if (last > delivery.n && outbox.unacknowledged()?.n === delivery.n) {
      throw new Error(
        `the root has delivery ${last} of this shard, so its delivery ${delivery.n} cannot be new: was its storage restored?`,
      );
    }
    outbox.acknowledge(delivery.n);
    if (sealed?.isLast) return; // what has come since is for the next call
  }
}
