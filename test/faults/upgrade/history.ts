import type { LedgerStore } from '../../../src/index.js';
import { indexedDbStore, storedConsent } from '../../../src/index.js';
import { plant } from '../../support/databases.js';
import { endpoint } from '../../support/endpoint.js';
import { batchId, day, now, releaseOf, tallyOf } from '../../support/ledgers.js';
import { Clock, compacted, toolFailed, turns, world } from '../../support/world.js';

const epoch = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const formerEpoch = '00112233445566778899aabbccddeeff';
const turn = tallyOf({ 'turns/total': 1 }, { version: '1.3.0', os: 'linux' });

/** Lives through all that leaves something in a database: each kind of loss, a strike, a pause, tallies of two consents. */
export async function liveThrough(name: string): Promise<void> {
  await storedConsent({ endpoint, name }).answer(true);
  const store = indexedDbStore({ endpoint, name });
  await store.apply({ type: 'folded', epoch });
  await overflow(store);
  await expire(store);
  await refuse(store);
  await plant(name, `tally/${epoch}/1779278400000-0123456789abcdef0123456789abcdef`, 'no tally');
  // A batch that is struck once, with more of its release and of the next one pending.
  await store.append(turn, epoch);
  await store.append(tallyOf({ 'finish_reason/stop': 7 }, turn.release), epoch);
  await store.apply({ type: 'opened', id: batchId(7), now });
  await store.apply({ type: 'struck', id: batchId(7) });
  await store.apply({ type: 'postponed', until: now + 60_000 });
  await store.append(turn, epoch);
  await store.append(tallyOf({ 'turns/total': 2, 'cache_hit/95_99': 2 }), epoch);
  await store.apply({ type: 'folded', epoch });
  // Another tab, that has not heard of a withdrawal.
  await store.append(turn, formerEpoch);
  store.close();
  await count(name);
}

const sendAll = async (store: LedgerStore): Promise<void> => {
  for (let n = 100; ; n++) {
    const { outbox } = await store.apply({ type: 'opened', id: batchId(n), now });
    if (!outbox) return;
    await store.apply({ type: 'delivered', id: outbox.id, now: now - day });
  }
};

async function overflow(store: LedgerStore): Promise<void> {
  for (let n = 0; n < 17; n++) await store.append(tallyOf({ 'turns/total': 1 }, releaseOf(n)), epoch);
  await sendAll(store);
}

async function expire(store: LedgerStore): Promise<void> {
  await store.append(tallyOf({ 'compaction/total': 3 }), epoch);
  await store.apply({ type: 'opened', id: batchId(1), now: now - 40 * day });
  await sendAll(store);
}

async function refuse(store: LedgerStore): Promise<void> {
  await store.append(tallyOf({ 'tool_error/hook': 4 }), epoch);
  await store.apply({ type: 'opened', id: batchId(2), now });
  await store.apply({ type: 'foldedBack', id: batchId(2), named: ['tool_error/hook'] });
}

/** A session that ends before it is folded. */
async function count(name: string): Promise<void> {
  const clock = new Clock(60);
  const { telemetry } = world({ store: indexedDbStore({ endpoint, name }) }, clock);
  await clock.advance(100);
  telemetry.record(toolFailed);
  turns(telemetry, 1);
  await clock.advance(100);
  telemetry.record(compacted);
  await clock.run(telemetry.stop());
}
