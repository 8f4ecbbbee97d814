import { type Ledger, type LedgerAction, lostIn } from '../../../src/reducers/ledger.js';
import { parseLedger } from '../../../src/reducers/parseLedger.js';
import { type Bag, bagOf, bagOfLedger, countsIn, sayBag, sizeOf, timesIn } from './bags.js';
import type { Setting } from './setting.js';
import type { Disk, World } from './world.js';

export const emptyDisk: Disk = { snapshot: undefined, tallies: [], delivered: 0, lost: 0, erased: 0 };

const isCurrent = ({ snapshot }: Disk, epoch: string, { rules }: Setting): boolean =>
  !rules.otherEpochsDropped || epoch === (snapshot?.epoch ?? '');

/** As `readLedger` in src/persistence/indexedDbStore.ts. */
export function read(disk: Disk, setting: Setting): Ledger {
  const known = setting.ledgers.get(disk);
  if (known) return known;
  const current = disk.tallies.filter(({ epoch }) => isCurrent(disk, epoch, setting));
  const ledger = parseLedger(
    disk.snapshot,
    current.map(({ tally }) => tally),
  );
  setting.ledgers.set(disk, ledger);
  return ledger;
}

/** A commit; where there are no power cuts, each is as good as synced. */
export const committed = (world: World, disk: Disk, isStrict: boolean, { may }: Setting): World => ({
  ...world,
  disk,
  durable: isStrict || !may.has('power cut') ? disk : world.durable,
});

/** As `apply` in src/persistence/indexedDbStore.ts, and keeps account of each count that leaves the ledger. */
export function apply(world: World, action: LedgerAction, isFirstAttempt: boolean, setting: Setting): World {
  const { disk } = world;
  const { rules } = setting;
  // Nothing was ever stored: nothing is created by erasing.
  if (action.type === 'erased' && !disk.snapshot && !disk.tallies.length) return world;
  const before = read(disk, setting);
  const after = setting.code.reduce(before, action, isFirstAttempt);
  const [had, has] = [bagOfLedger(before), bagOfLedger(after)];
  const gone = had - has;
  const isDelivered = action.type === 'delivered';
  const isErased = action.type === 'erased';
  const isLost = gone !== 0 && !isDelivered && !isErased;
  const next: Disk = {
    snapshot: isErased ? undefined : after,
    tallies: [],
    delivered: disk.delivered + (isDelivered ? gone : 0),
    lost: disk.lost + (isLost ? gone : 0),
    erased: disk.erased + (isErased ? gone : 0) + staleIn(disk, setting),
  };
  const isStrict =
    (action.type === 'opened' && rules.sealingIsStrict) || (action.type === 'erased' && rules.erasingIsStrict);
  const done = committed(world, next, isStrict, setting);
  const violation =
    doubled(had, has) ??
    (isDelivered ? uncounted(gone, world) : undefined) ??
    (isErased ? undefined : unreported(isLost ? gone : 0, before, after));
  return violation === undefined ? done : { ...done, violation };
}

function doubled(had: Bag, has: Bag): string | undefined {
  const count = countsIn(has).find((each) => timesIn(has, each) > timesIn(had, each));
  return count === undefined ? undefined : `the ledger has count ${count + 1} once more than before`;
}

function uncounted(gone: Bag, { counted }: World): string | undefined {
  for (let left = gone, sums = counted; left; left = Math.floor(left / 8), sums = Math.floor(sums / 8)) {
    if (left % 8 > sums % 8)
      return `${sayBag(gone)} left the ledger as delivered, but the collector has not counted all of it`;
  }
  return undefined;
}

const unreported = (gone: Bag, before: Ledger, after: Ledger): string | undefined =>
  lostIn(after) - lostIn(before) === sizeOf(gone)
    ? undefined
    : `${gone ? sayBag(gone) : 'nothing'} left the ledger, which reports ${lostIn(after) - lostIn(before)} lost`;

/** The counts that are in tallies, in pending or in the outbox. */
export const stored = (disk: Disk, setting: Setting): Bag => bagOfLedger(read(disk, setting)) + staleIn(disk, setting);

/** Tallies that were counted under a consent that is over. */
export const staleIn = (disk: Disk, setting: Setting): Bag =>
  disk.tallies.reduce(
    (sum, { epoch, tally }) => sum + (isCurrent(disk, epoch, setting) ? 0 : bagOf(tally.counters)),
    0,
  );
