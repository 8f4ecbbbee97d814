import { day } from '../../support/ledgers.js';
import { type Bag, one, timesIn } from './bags.js';
import { later } from './collector.js';

import { emptyDisk, stored } from './disk.js';
import { withdrawn } from './performConsent.js';
import type { Calamity, Setting } from './setting.js';
import { type Emit, nameOf, type Tab, type World, withTab } from './world.js';

const farMs = 400 * day;

/** What may happen to a browser and to a person's mind at any time. */
export function calamities(world: World, setting: Setting, emit: Emit): void {
  const { may } = setting;
  const { consent, disk, durable } = world;
  // Free, since they only undo, or do what a disk does anyway.
  if (disk !== durable) emit('the disk syncs', { ...world, durable: disk });
  if (world.skew) emit('the clock is set right', { ...world, skew: 0 });
  if (!consent.given) {
    emit('the person consents', { ...world, consent: { ...consent, given: true, number: consent.number + 1 } });
  }
  if (!world.faults) return;
  const faulted = { ...world, faults: world.faults - 1 };
  const add = (calamity: Calamity, say: string, next: () => World): void => {
    if (may.has(calamity)) emit(say, next());
  };
  world.tabs.forEach((tab, at) => {
    if (tab) add('kill', `${nameOf(at)} is KILLED`, () => killed(faulted, at, tab));
  });
  const anyTab = world.tabs.some((tab) => tab);
  if (anyTab || disk !== durable) add('power cut', 'POWER CUT', () => cut(faulted, setting));
  for (const days of [14, 16, 60]) add('time', `${days} days go by`, () => later(faulted, days, setting));
  if (!world.skew) {
    add('clock', 'the clock jumps 400 days ahead', () => ({ ...faulted, skew: farMs }));
    add('clock', 'the clock jumps 400 days back', () => ({ ...faulted, skew: -farMs }));
  }
  if (consent.given) {
    add('withdrawal', 'the person withdraws consent', () => withdrawn(faulted, setting));
  }
  if (disk.snapshot || disk.tallies.length) {
    add('clearing', "the site's data is cleared", () => {
      const empty = { ...emptyDisk, delivered: disk.delivered, lost: disk.lost, erased: disk.erased };
      return { ...faulted, disk: empty, durable: empty, taken: world.taken + stored(disk, setting) };
    });
  }
}

/** Only what it had not saved may die with a tab. */
const inMemory = ({ unsaved, appends }: Tab): Bag => appends.reduce((sum, { bag }) => sum + bag, unsaved);

function killed(world: World, at: number, tab: Tab): World {
  const wire = world.wire.map((request) => (request.waiter === at ? { ...request, waiter: -1 } : request));
  return withTab({ ...world, wire, taken: world.taken + inMemory(tab) }, at, undefined);
}

function cut(world: World, setting: Setting): World {
  let next = world;
  world.tabs.forEach((tab, at) => {
    if (tab) next = killed(next, at, tab);
  });
  const { durable } = world;
  const left = stored(durable, setting) + durable.delivered + durable.lost + durable.erased + next.taken;
  // What had been appended, but was not yet on the disk. Nothing that had been sealed is among it.
  let taken = 0;
  for (let count = 0; count < world.observed.length; count++) if (!timesIn(left, count)) taken += one(count);
  return { ...next, disk: durable, taken: next.taken + taken };
}
