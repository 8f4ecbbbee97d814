import { type Bag, bagOf, countsIn, one, sayBag, timesIn } from './bags.js';
import { staleIn, stored } from './disk.js';
import type { Setting } from './setting.js';
import type { World } from './world.js';

/**
 * The law that a state breaks, if any. Others are broken by a step, and found where it is made: what leaves the ledger as
 * delivered has been counted, and otherwise is reported (`disk.ts`); nothing is sent after a withdrawal, and an id never
 * carries other counts (`performDelivery.ts`).
 */
export function brokenLaw(world: World, setting: Setting): string | undefined {
  if (world.violation) return world.violation;
  const twice = countsIn(world.counted).find((count) => timesIn(world.counted, count) > 1);
  if (twice !== undefined) return `the collector has count ${twice + 1} ${timesIn(world.counted, twice)} times`;
  const { observed, consent, disk } = world;
  if (disk.erased && consent.given && consent.number === 1 && !setting.may.has('clearing')) {
    return `${sayBag(disk.erased)} was erased, though consent has never been withdrawn`;
  }
  const everywhere = whereabouts(world, setting);
  for (let count = 0; count < observed.length; count++) {
    const times = timesIn(everywhere, count);
    if (times === 0)
      return `count ${count + 1} is nowhere: neither in memory, stored, delivered, lost, erased nor taken`;
    if (times > 1) return `count ${count + 1} is accounted for ${times} times`;
  }
  return undefined;
}

/** observed = unsaved + tallies + pending + outbox + delivered + lost + erased + taken, each count by itself. */
function whereabouts(world: World, setting: Setting): Bag {
  const { disk, taken, tabs } = world;
  let sum = stored(disk, setting) + disk.delivered + disk.lost + disk.erased + taken;
  for (const tab of tabs) {
    if (!tab) continue;
    sum += tab.unsaved;
    for (const { bag } of tab.appends) sum += bag;
    for (const { counters } of tab.flush?.carried ?? []) sum += bagOf(counters);
  }
  return sum;
}

/** Once all is well and nothing is left to do, everything has left the ledger. */
export function undrained(world: World, setting: Setting): string | undefined {
  const { disk, taken, observed } = world;
  const left = stored(disk, setting);
  const settled = disk.delivered + disk.lost + disk.erased + taken;
  const dropped = staleIn(disk, setting);
  const all = observed.reduce((sum, _, count) => sum + one(count), 0);
  return left === dropped && settled + dropped === all
    ? undefined
    : 'all is well and nothing more happens, but not everything has left the ledger';
}
